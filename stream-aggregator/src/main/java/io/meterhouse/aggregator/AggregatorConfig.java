package io.meterhouse.aggregator;

import io.meterhouse.aggregator.audit.AuditConfig;
import io.meterhouse.aggregator.recompute.RecomputeConfig;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.aggregator.watermark.WatermarkConfig;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import java.nio.file.Path;

/**
 * Everything the aggregator can be told.
 *
 * @param stateDir keeps state over restarts; without it everything is restored from the brokers
 */
public record AggregatorConfig(
    KafkaConfig kafka,
    ClickHouseConfig clickHouse,
    StartupConfig startup,
    Path stateDir,
    StreamConfig stream,
    SinkConfig sinks,
    RecomputeConfig recompute,
    WatermarkConfig watermark,
    AuditConfig audit,
    RetentionConfig retention) {

  /** Reads the engines' settings, METERHOUSE_STATE_DIR, METERHOUSE_AGGREGATOR_* and the like. */
  public static AggregatorConfig from(Settings settings) {
    StreamConfig stream = StreamConfig.from(settings);
    return new AggregatorConfig(
        KafkaConfig.from(settings),
        ClickHouseConfig.from(settings),
        StartupConfig.from(settings),
        Path.of(settings.required("METERHOUSE_STATE_DIR")).resolve("aggregator"),
        stream,
        SinkConfig.from(settings),
        RecomputeConfig.from(settings),
        WatermarkConfig.from(settings),
        AuditConfig.from(settings),
        RetentionConfig.from(settings, stream));
  }
}
