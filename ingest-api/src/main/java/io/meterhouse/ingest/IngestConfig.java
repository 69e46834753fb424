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

  /** With the default limits. */
  public static IngestConfig of(KafkaConfig kafka, StartupConfig startup) {
    return of(kafka, startup, Settings.defaults());
  }

  /** Reads METERHOUSE_INGEST_* and where Kafka is. */
  public static IngestConfig from(Settings settings) {
    return of(KafkaConfig.from(settings), StartupConfig.from(settings), settings);
  }

  private static IngestConfig of(KafkaConfig kafka, StartupConfig startup, Settings settings) {
    return new IngestConfig(
        kafka,
        startup,
        IngestLimits.from(settings),
        settings.duration("METERHOUSE_INGEST_ACK_TIMEOUT"),
        settings.wholeNumber("METERHOUSE_INGEST_BUFFER_BYTES"),
        settings.integer("METERHOUSE_INGEST_MAX_INFLIGHT_BYTES"));
  }
}
