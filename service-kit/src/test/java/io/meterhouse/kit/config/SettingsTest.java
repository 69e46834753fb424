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
                "127.0.0.1", 8080, 8_388_608, Duration.ofSeconds(10), EdgeConfig.DEFAULT));
    assertThat(StartupConfig.from(settings).timeout()).isEqualTo(Duration.ofSeconds(60));
    settings.refuseUnknown();
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
    assertThatThrownBy(() -> Settings.of(Map.of("METERHOUSE_HTTP_PROT", "1")).refuseUnknown())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("METERHOUSE_HTTP_PROT (did you mean METERHOUSE_HTTP_PORT?)");
  }

  @Test
  void shouldKnowTheKeysOfTheLauncher() {
    Settings.of(
            Map.of(
                "METERHOUSE_CACHE", "a",
                "METERHOUSE_DATA_DIR", "b",
                "METERHOUSE_JAVA_HOME", "c",
                "METERHOUSE_CLICKHOUSE_PASSWORD_FILE", "d"))
        .refuseUnknown();
  }

  @ParameterizedTest
  @CsvSource({"METERHOUSE_HTTP_PORT,65536", "METERHOUSE_HTTP_PORT,x", "METERHOUSE_HTTP_PORT,-1"})
  void shouldRefuseANumberOutsideItsBounds(String key, String value) {
    assertThatThrownBy(() -> HttpConfig.from(Settings.of(Map.of(key, value))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(key + ": " + value + " (expected: a whole number from 0 to 65535)");
  }

  @ParameterizedTest
  @CsvSource({"500ms,PT0.5S", "10s,PT10S", "5m,PT5M", "2h,PT2H", "35d,PT840H", "PT1S,PT1S"})
  void shouldReadDurationsAsPeopleWriteThem(String text, Duration expected) {
    Settings settings = Settings.of(Map.of("METERHOUSE_STARTUP_TIMEOUT", text));
    assertThat(StartupConfig.from(settings).timeout()).isEqualTo(expected);
  }

  @Test
  void shouldRefuseADurationThatIsNone() {
    Settings settings = Settings.of(Map.of("METERHOUSE_STARTUP_TIMEOUT", "soon"));
    assertThatThrownBy(() -> StartupConfig.from(settings)).hasMessageContaining("soon (expected:");
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
}
