package io.meterhouse.ingest;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import java.time.Duration;

/**
 * What ingest needs.
 *
 * @param ackTimeout longest wait for the brokers before a request is answered 503
 * @param bufferBytes memory for records that the brokers have not acknowledged
 * @param maxInflightBytes bodies held at once
 */
public record IngestConfig(
    KafkaConfig kafka,
    StartupConfig startup,
    IngestLimits limits,
    Duration ackTimeout,
    long bufferBytes,
    int maxInflightBytes) {

  private static final Duration DEFAULT_ACK_TIMEOUT = Duration.ofSeconds(10);
  private static final int MEBIBYTE = 1024 * 1024;
  private static final int DEFAULT_BYTES = 64 * MEBIBYTE;

  /** With the default limits. */
  public static IngestConfig of(KafkaConfig kafka, StartupConfig startup) {
    return new IngestConfig(
        kafka, startup, IngestLimits.DEFAULT, DEFAULT_ACK_TIMEOUT, DEFAULT_BYTES, DEFAULT_BYTES);
  }

  /** Reads METERHOUSE_INGEST_* and where Kafka is. */
  public static IngestConfig from(Settings settings) {
    IngestLimits byDefault = IngestLimits.DEFAULT;
    return new IngestConfig(
        KafkaConfig.from(settings),
        StartupConfig.from(settings),
        new IngestLimits(
            settings.integer("METERHOUSE_INGEST_MAX_EVENTS", byDefault.maxEvents(), 1, 1_000_000),
            settings.integer(
                "METERHOUSE_INGEST_MAX_EVENT_BYTES",
                byDefault.maxEventBytes(),
                1024,
                // Above this the brokers' own limit of a message (1 MiB) would answer instead.
                900 * 1024),
            settings.duration("METERHOUSE_INGEST_MAX_FUTURE", byDefault.maxFuture().toString())),
        settings.duration("METERHOUSE_INGEST_ACK_TIMEOUT", DEFAULT_ACK_TIMEOUT.toString()),
        settings.wholeNumber(
            "METERHOUSE_INGEST_BUFFER_BYTES", DEFAULT_BYTES, MEBIBYTE, 16L * 1024 * MEBIBYTE),
        settings.integer(
            "METERHOUSE_INGEST_MAX_INFLIGHT_BYTES", DEFAULT_BYTES, MEBIBYTE, Integer.MAX_VALUE));
  }
}
