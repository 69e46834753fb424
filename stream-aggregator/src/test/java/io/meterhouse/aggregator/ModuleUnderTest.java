package io.meterhouse.aggregator;

import io.meterhouse.aggregator.audit.AuditConfig;
import io.meterhouse.aggregator.recompute.RecomputeConfig;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.aggregator.watermark.WatermarkConfig;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.usagestore.StoreRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The module as a process runs it, startable again and again. */
final class ModuleUnderTest {

  private final KafkaConfig kafka;
  private final ClickHouseConfig clickHouse;
  private @Nullable AggregatorModule module;

  ModuleUnderTest(KafkaConfig kafka, String clickHouseUrl, String database) {
    this(kafka, new ClickHouseConfig(clickHouseUrl, database, "default", ""));
  }

  ModuleUnderTest(KafkaConfig kafka, ClickHouseConfig clickHouse) {
    this.kafka = kafka;
    this.clickHouse = clickHouse;
  }

  void start(Path stateDir) {
    AggregatorConfig config =
        new AggregatorConfig(
            kafka,
            clickHouse,
            new StartupConfig(Duration.ofSeconds(60)),
            stateDir,
            StreamConfig.DEFAULT,
            SinkConfig.DEFAULT,
            RecomputeConfig.DEFAULT,
            WatermarkConfig.DEFAULT,
            new AuditConfig(Duration.ZERO),
            new RetentionConfig(StoreRetention.FOR_EVER));
    module = AggregatorModule.create(config, InstantSource.system());
    module.start();
  }

  boolean isReady() {
    return problems().isEmpty();
  }

  List<String> problems() {
    return module == null ? List.of("not started") : module.problems();
  }

  void stop() {
    if (module != null) {
      module.close();
      module = null;
    }
  }
}
