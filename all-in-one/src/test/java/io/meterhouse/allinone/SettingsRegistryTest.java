package io.meterhouse.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.AggregatorConfig;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.kit.catalog.AccessConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.LogConfig;
import io.meterhouse.kit.config.SettingKey;
import io.meterhouse.kit.config.SettingKeys;
import io.meterhouse.kit.config.SettingType;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.query.QueryConfig;
import io.meterhouse.ratingengine.RatingConfig;
import io.meterhouse.usagestore.UsageQuery;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The registry of settings says who reads what; this is who does. */
class SettingsRegistryTest {

  private static final Map<String, String> REQUIRED =
      Map.of(
          "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", "k:9092",
          "METERHOUSE_POSTGRES_URL", "jdbc:postgresql://p:5432/m",
          "METERHOUSE_CLICKHOUSE_URL", "http://c:8123",
          "METERHOUSE_STATE_DIR", "/tmp/state");

  private static final Map<String, Consumer<Settings>> CONFIGS =
      Map.of(
          "ingest-api", IngestConfig::from,
          "query-api", QueryConfig::from,
          "rating-engine", RatingConfig::from,
          "stream-aggregator", AggregatorConfig::from);

  @ParameterizedTest
  @ValueSource(strings = {"ingest-api", "query-api", "rating-engine", "stream-aggregator"})
  void shouldSayOfEachServiceWhatItReads(String service) {
    assertThat(keysReadBy(service, Settings.of(REQUIRED)))
        .isEqualTo(registered(key -> key.readers().contains(service)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingest-api", "query-api", "rating-engine", "stream-aggregator"})
  void shouldSayOfEachServiceWhatItReadsWhereLimitsAreCountedInPostgres(String service) {
    Map<String, String> shared = new HashMap<>(REQUIRED);
    shared.put("METERHOUSE_RATE_LIMIT_STORE", "postgres");
    assertThat(keysReadBy(service, Settings.of(shared)))
        .isEqualTo(registered(key -> key.mayBeReadBy(service)));

    shared.remove("METERHOUSE_POSTGRES_URL");
    assertThat(Settings.of(shared).problems(service))
        .singleElement()
        .asString()
        .startsWith("METERHOUSE_POSTGRES_URL is not set");
  }

  private static SortedSet<String> keysReadBy(String service, Settings settings) {
    settings.check(service);
    // As its main does.
    HttpConfig.from(settings);
    KafkaConfig.from(settings);
    StartupConfig.from(settings);
    LogConfig.from(settings);
    TelemetryConfig.from(settings);
    AccessConfig.from(settings);
    Objects.requireNonNull(CONFIGS.get(service)).accept(settings);

    return new TreeSet<>(settings.keysRead());
  }

  private static SortedSet<String> registered(Predicate<SettingKey> isRead) {
    return SettingKeys.all().values().stream()
        .filter(isRead)
        .map(SettingKey::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldNotAllowMoreRowsThanTheStoreGives() {
    SettingKey rows = Objects.requireNonNull(SettingKeys.all().get("METERHOUSE_QUERY_MAX_ROWS"));
    assertThat(rows.type()).isEqualTo(new SettingType.Count(1, UsageQuery.MAX_ROWS, "rows"));
  }
}
