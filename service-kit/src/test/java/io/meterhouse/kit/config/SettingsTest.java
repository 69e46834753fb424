package io.meterhouse.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void shouldGiveTheDefaultsWhereNothingOrOnlyBlankIsSet() {
    Settings settings = Settings.of(Map.of("METERHOUSE_HTTP_PORT", " ", "PATH", "/bin"));
    assertThat(HttpConfig.from(settings))
        .isEqualTo(
            new HttpConfig(
                "127.0.0.1", 8080, 8_388_608, Duration.ofSeconds(15), EdgeConfig.DEFAULT));
    assertThat(StartupConfig.from(settings).timeout()).isEqualTo(Duration.ofSeconds(60));
    settings.check();
  }

  @Test
  void shouldTakeWhatIsSet() {
    Settings settings =
        Settings.of(
            Map.of(
                "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", "k:9092",
                "METERHOUSE_TOPIC_PREFIX", "dev.",
                "METERHOUSE_TOPIC_PARTITIONS", "8",
                "METERHOUSE_TOPIC_REPLICATION", "3",
                "METERHOUSE_POSTGRES_URL", "jdbc:postgresql://p:5432/m",
                "METERHOUSE_POSTGRES_SCHEMA", "dev"));
    assertThat(KafkaConfig.from(settings)).isEqualTo(new KafkaConfig("k:9092", "dev.", 8, 3));
    assertThat(PostgresConfig.from(settings))
        .isEqualTo(new PostgresConfig("jdbc:postgresql://p:5432/m", "meterhouse", "", "dev", 10));
  }

  @Test
  void shouldRefuseAnUnknownKeyAndSayWhichWasMeant() {
    assertThatThrownBy(() -> Settings.of(Map.of("METERHOUSE_HTTP_PROT", "1")).check())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("METERHOUSE_HTTP_PROT (did you mean METERHOUSE_HTTP_PORT?)");
  }

  @Test
  void shouldKnowTheKeysOfTheLauncher(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    Settings.of(
            Map.of(
                "METERHOUSE_CACHE", "a",
                "METERHOUSE_DATA_DIR", "b",
                "METERHOUSE_JAVA_HOME", "c",
                "METERHOUSE_CLICKHOUSE_PASSWORD_FILE", secret.toString()))
        .check();
  }

  @Test
  void shouldTellAllThatIsWrongAtOnceAndNoSecret() {
    Settings settings =
        Settings.of(
            Map.of(
                "METERHOUSE_HTTP_PROT", "1",
                "METERHOUSE_HTTP_PORT", "x",
                "METERHOUSE_LOG_FORMAT", "xml",
                "METERHOUSE_CLICKHOUSE_URL", "ftp://u:hunter2@c?password=hunter2",
                "METERHOUSE_POSTGRES_PASSWORD", "hunter2",
                "METERHOUSE_POSTGRES_PASSWORD_FILE", "/nowhere"));
    assertThat(settings.problems("query-api"))
        .containsExactlyInAnyOrder(
            "unknown setting METERHOUSE_HTTP_PROT (did you mean METERHOUSE_HTTP_PORT?);"
                + " `./meterhouse config` lists them all",
            "METERHOUSE_HTTP_PORT: x (expected: a whole number from 0 to 65535)",
            "METERHOUSE_LOG_FORMAT: xml (expected: text or json)",
            "METERHOUSE_CLICKHOUSE_URL: ftp://***@c (expected: an address that begins with http://"
                + " or https://)",
            "both METERHOUSE_POSTGRES_PASSWORD and METERHOUSE_POSTGRES_PASSWORD_FILE are set"
                + " (expected: one of them)",
            "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS is not set (expected: brokers as host:port,"
                + " comma-separated; up and demo start none of their own then)",
            "METERHOUSE_POSTGRES_URL is not set (expected: jdbc:postgresql://host:port/database;"
                + " up and demo start none of their own then)");
    assertThatThrownBy(settings::check).hasMessageStartingWith("5 settings are wrong:\n  - ");
  }

  @Test
  void shouldOpenNoStoreOfRateLimitsForTheAdminPort() {
    Settings settings =
        Settings.of(
            Map.of(
                "METERHOUSE_ADMIN_PORT", "0",
                "METERHOUSE_RATE_LIMIT_STORE", "postgres",
                "METERHOUSE_POSTGRES_URL", "jdbc:postgresql://p:5432/m"));
    HttpConfig api = HttpConfig.from(settings);
    assertThat(api.edge().rateLimits().sharedStore()).isNotNull();
    assertThat(api.admin(TelemetryConfig.from(settings)))
        .isEqualTo(
            new HttpConfig(
                "127.0.0.1",
                0,
                api.maxBodyBytes(),
                api.shutdownTimeout(),
                api.edge().withRateLimits(RateLimitConfig.OFF)));
  }

  @Test
  void shouldMissTheDatabaseOfLimitsThatInstancesShareWithAllElse() {
    Map<String, String> shared = Map.of("METERHOUSE_RATE_LIMIT_STORE", "postgres");
    assertThat(Settings.of(shared).problems("ingest-api"))
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS is not set"))
        .anyMatch(problem -> problem.startsWith("METERHOUSE_POSTGRES_URL is not set"));
    assertThat(Settings.defaults().problems("ingest-api")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"METERHOUSE_HTTP_PORT,65536", "METERHOUSE_HTTP_PORT,x", "METERHOUSE_HTTP_PORT,-1"})
  void shouldRefuseANumberOutsideItsBounds(String key, String value) {
    assertThatThrownBy(() -> HttpConfig.from(Settings.of(Map.of(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(key + ": " + value + " (expected: a whole number from 0 to 65535)");
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5m,PT5M", "2h,PT2H", "1d,PT24H", "PT1S,PT1S"})
  void shouldReadDurationsAsPeopleWriteThem(String text, Duration expected) {
    Settings settings = Settings.of(Map.of("METERHOUSE_STARTUP_TIMEOUT", text));
    assertThat(StartupConfig.from(settings).timeout()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"soon", "-PT1S", "2d", "1ms"})
  void shouldRefuseADurationThatIsNoneOrOutsideItsBounds(String text) {
    Settings settings = Settings.of(Map.of("METERHOUSE_STARTUP_TIMEOUT", text));
    assertThatThrownBy(() -> StartupConfig.from(settings))
        .hasMessage(
            "METERHOUSE_STARTUP_TIMEOUT: "
                + text
                + " (expected: a duration such as 500ms, 10s, 5m or PT1S, from 10ms to 1d)");
  }

  @ParameterizedTest
  @CsvSource({"8MiB,8388608", "64KiB,65536", "8388608,8388608", "1 GiB,1073741824"})
  void shouldReadSizesAsPeopleWriteThem(String text, int bytes) {
    Settings settings = Settings.of(Map.of("METERHOUSE_HTTP_MAX_BODY_BYTES", text));
    assertThat(HttpConfig.from(settings).maxBodyBytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"8MB", "2GiB", "-1", "999999999999999999GiB", "1e6", "1.5MiB"})
  void shouldRefuseASizeThatIsNoneOrOutsideItsBounds(String text) {
    Settings settings = Settings.of(Map.of("METERHOUSE_HTTP_MAX_BODY_BYTES", text));
    assertThatThrownBy(() -> HttpConfig.from(settings))
        .hasMessageContaining(
            text + " (expected: a size such as 8MiB or 8388608, from 1KiB to 1GiB)");
  }

  @Test
  void shouldReadASecretFromAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "hunter2\n");
    Settings settings = Settings.of(Map.of("METERHOUSE_POSTGRES_PASSWORD_FILE", file.toString()));
    assertThat(settings.secret("METERHOUSE_POSTGRES_PASSWORD")).isEqualTo("hunter2");
  }

  @Test
  void shouldNeverShowASecret() {
    assertThat(
            new PostgresConfig(
                    "jdbc:postgresql://u:hunter2@p/m?password=hunter2", "u", "hunter2", "public")
                .toString())
        .doesNotContain("hunter2")
        .contains("jdbc:postgresql://***@p/m");
    assertThat(new ClickHouseConfig("http://c:8123?password=hunter2", "m", "u", "hunter2"))
        .hasToString("ClickHouseConfig[url=http://c:8123, database=m, user=u]");
  }

  @Test
  void shouldNotReadAKeyThatIsNotRegistered() {
    assertThatThrownBy(() -> Settings.defaults().string("METERHOUSE_NEW"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("register METERHOUSE_NEW in settings.txt first");
  }
}
