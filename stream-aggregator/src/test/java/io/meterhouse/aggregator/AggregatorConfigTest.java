package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.aggregator.audit.AuditConfig;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.aggregator.watermark.WatermarkConfig;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.usagestore.StoreRetention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregatorConfigTest {

  private static final Map<String, String> REQUIRED =
      Map.of(
          "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092",
          "METERHOUSE_CLICKHOUSE_URL", "http://127.0.0.1:8123",
          "METERHOUSE_STATE_DIR", "/var/lib/meterhouse");

  @Test
  void shouldHaveDefaults() {
    AggregatorConfig config = AggregatorConfig.from(Settings.of(REQUIRED));

    assertThat(config.stateDir()).isEqualTo(Path.of("/var/lib/meterhouse/aggregator"));
    assertThat(config.stream()).isEqualTo(StreamConfig.DEFAULT);
    assertThat(config.sinks()).isEqualTo(SinkConfig.DEFAULT);
    assertThat(config.watermark()).isEqualTo(WatermarkConfig.DEFAULT);
    assertThat(config.audit()).isEqualTo(new AuditConfig(Duration.ofHours(1)));
    assertThat(config.retention().store()).isEqualTo(StoreRetention.FOR_EVER);
  }

  @Test
  void shouldReadEverySetting() {
    Map<String, String> all = new HashMap<>(REQUIRED);
    all.put("METERHOUSE_AGGREGATOR_THREADS", "3");
    all.put("METERHOUSE_DEDUP_WINDOW", "7d");
    all.put("METERHOUSE_AGGREGATOR_COMMIT_INTERVAL", "50ms");
    all.put("METERHOUSE_AGGREGATOR_EMIT_INTERVAL", "60ms");
    all.put("METERHOUSE_AGGREGATOR_HORIZON", "90m");
    all.put("METERHOUSE_AGGREGATOR_CACHE_BYTES", "1");
    all.put("METERHOUSE_AGGREGATOR_ROCKSDB_BYTES", "33554432");
    all.put("METERHOUSE_AGGREGATOR_SESSION_TIMEOUT", "8s");
    all.put("METERHOUSE_AGGREGATOR_STANDBY_REPLICAS", "1");
    all.put("METERHOUSE_DEDUP_ACCEPT_LOST_STATE", "true");
    all.put("METERHOUSE_SINK_MAX_ROWS", "10");
    all.put("METERHOUSE_SINK_MAX_BYTES", "2048");
    all.put("METERHOUSE_SINK_MAX_DELAY", "20ms");
    all.put("METERHOUSE_SINK_RETRY_PAUSE", "30ms");
    all.put("METERHOUSE_SINK_MAX_RETRY_PAUSE", "40ms");
    all.put("METERHOUSE_WATERMARK_INTERVAL", "70ms");
    all.put("METERHOUSE_RECOMPUTE_DELAY", "80ms");
    all.put("METERHOUSE_AUDIT_INTERVAL", "0s");
    all.put("METERHOUSE_CLICKHOUSE_EVENTS_RETENTION", "731d");

    AggregatorConfig config = AggregatorConfig.from(Settings.of(all));

    assertThat(config.stream())
        .isEqualTo(
            new StreamConfig(
                3,
                Duration.ofDays(7),
                Duration.ofMillis(50),
                Duration.ofMillis(60),
                Duration.ofMinutes(90),
                1,
                33_554_432,
                Duration.ofSeconds(8),
                1,
                true));
    assertThat(config.sinks())
        .isEqualTo(
            new SinkConfig(
                10, 2048, Duration.ofMillis(20), Duration.ofMillis(30), Duration.ofMillis(40)));
    assertThat(config.watermark()).isEqualTo(new WatermarkConfig(Duration.ofMillis(70)));
    assertThat(config.recompute().delay()).isEqualTo(Duration.ofMillis(80));
    assertThat(config.audit().isScheduled()).isFalse();
    assertThat(config.retention().store()).isEqualTo(new StoreRetention(Duration.ofDays(731)));
  }

  @Test
  void shouldRefuseACommitIntervalThatATransactionCannotOutlast() {
    Map<String, String> settings = new HashMap<>(REQUIRED);
    settings.put("METERHOUSE_AGGREGATOR_COMMIT_INTERVAL", "6s");

    assertThatThrownBy(() -> AggregatorConfig.from(Settings.of(settings)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("METERHOUSE_AGGREGATOR_COMMIT_INTERVAL");
  }

  @Test
  void shouldRefuseToStartWithoutAStateDirectory() {
    Map<String, String> without = new HashMap<>(REQUIRED);
    without.remove("METERHOUSE_STATE_DIR");

    assertThatThrownBy(() -> AggregatorConfig.from(Settings.of(without)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("METERHOUSE_STATE_DIR");
  }

  @Test
  void shouldRefuseToDeleteWhatIsStillNeeded() {
    assertThatThrownBy(() -> retaining("40d", "7d", "2h"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_EVENTS_RETENTION")
        .hasMessageContaining("retention of events: PT960H (expected: 0 for ever, or whole days");
    assertThatThrownBy(() -> retaining("90d", "100d", "2h"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("EVENTS_RETENTION: 90d")
        .hasMessageContaining("METERHOUSE_DEDUP_WINDOW, which is PT2400H");
    assertThatThrownBy(() -> retaining("90d", "7d", "60d"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("EVENTS_RETENTION: 90d")
        .hasMessageContaining("METERHOUSE_AGGREGATOR_HORIZON, which is PT1440H");
    assertThat(retaining("91d", "7d", "60d").retention().store().events()).hasDays(91);
  }

  private static AggregatorConfig retaining(String time, String dedupWindow, String horizon) {
    Map<String, String> settings = new HashMap<>(REQUIRED);
    settings.put("METERHOUSE_CLICKHOUSE_EVENTS_RETENTION", time);
    settings.put("METERHOUSE_DEDUP_WINDOW", dedupWindow);
    settings.put("METERHOUSE_AGGREGATOR_HORIZON", horizon);
    return AggregatorConfig.from(Settings.of(settings));
  }
}
