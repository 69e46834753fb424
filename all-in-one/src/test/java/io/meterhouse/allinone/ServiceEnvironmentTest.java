package io.meterhouse.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.local.EngineAddresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceEnvironmentTest {

  private static final EngineAddresses OURS =
      new EngineAddresses(
          "127.0.0.1:1",
          "http://127.0.0.1:2",
          "jdbc:postgresql://127.0.0.1:3/m",
          "ours",
          "ours-pw");

  @TempDir private Path folder;

  @Test
  void shouldIgnoreTheCredentialsOfOtherEnginesForOurOwn() throws IOException {
    Settings settings =
        beside(
            Map.of(
                "METERHOUSE_POSTGRES_PASSWORD_FILE", secret("production"),
                "METERHOUSE_CLICKHOUSE_USER", "analyst",
                "METERHOUSE_CLICKHOUSE_PASSWORD", "production"));

    assertThat(PostgresConfig.from(settings))
        .returns("ours", PostgresConfig::user)
        .returns("ours-pw", PostgresConfig::password);
    assertThat(ClickHouseConfig.from(settings))
        .returns("default", ClickHouseConfig::user)
        .returns("", ClickHouseConfig::password);
  }

  @Test
  void shouldTakeWhatAFileSaysButNotTheCredentialsOfOtherEngines() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("settings.yaml"),
            """
            METERHOUSE_CLICKHOUSE_URL: http://db:8123
            METERHOUSE_TOPIC_PARTITIONS: 8
            METERHOUSE_POSTGRES_USER: production
            """);
    ServiceEnvironment environment =
        ServiceEnvironment.of(Map.of("METERHOUSE_CONFIG", file.toString()));
    assertThat(environment.named()).containsEntry("METERHOUSE_CLICKHOUSE_URL", "http://db:8123");

    Settings settings = beside(Map.of("METERHOUSE_CONFIG", file.toString()));
    assertThat(settings.integer("METERHOUSE_TOPIC_PARTITIONS")).isEqualTo(8);
    assertThat(PostgresConfig.from(settings).user()).isEqualTo("ours");
  }

  @Test
  void shouldKeepTheCredentialsOfAnEngineThatIsNamed() throws IOException {
    ServiceEnvironment environment =
        ServiceEnvironment.of(
            Map.of(
                "METERHOUSE_CLICKHOUSE_URL", "http://db:8123",
                "METERHOUSE_CLICKHOUSE_USER", "analyst",
                "METERHOUSE_CLICKHOUSE_PASSWORD_FILE", secret("from a file")));

    assertThat(environment.named())
        .containsEntry("METERHOUSE_CLICKHOUSE_URL", "http://db:8123")
        .containsEntry("METERHOUSE_CLICKHOUSE_USER", "analyst")
        .containsEntry("METERHOUSE_CLICKHOUSE_PASSWORD", "from a file")
        .doesNotContainKey("METERHOUSE_CLICKHOUSE_PASSWORD_FILE");
    assertThat(ClickHouseConfig.from(environment.beside(OURS, options())))
        .returns("analyst", ClickHouseConfig::user)
        .returns("from a file", ClickHouseConfig::password);
  }

  @Test
  void shouldRefuseASettingThatNobodyReads() {
    assertThatThrownBy(() -> ServiceEnvironment.of(Map.of("METERHOUSE_DATADIR", "/data")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("METERHOUSE_DATADIR (did you mean METERHOUSE_DATA_DIR?)");
  }

  @Test
  void shouldRefuseWhatItWouldOverrule() {
    assertThatThrownBy(() -> ServiceEnvironment.of(Map.of("METERHOUSE_HTTP_PORT", "9000")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "METERHOUSE_HTTP_PORT is for a service by itself (expected with up and demo: --port)");
  }

  @Test
  void shouldNotSlowDownItsOwnerUnlessTold() {
    assertThat(RateLimitConfig.from(beside(Map.of())).token()).isEqualTo(Rate.perMinute(6_000_000));
    assertThat(RateLimitConfig.from(beside(Map.of("METERHOUSE_RATE_LIMIT_TOKEN", "7"))).token())
        .isEqualTo(Rate.perMinute(7));
  }

  @Test
  void shouldPutItsDataWhereTheEnvironmentSays() {
    assertThat(DataDirectories.usual(Map.of("METERHOUSE_DATA_DIR", "/a", "XDG_DATA_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(DataDirectories.usual(Map.of("METERHOUSE_DATA_DIR", " ", "XDG_DATA_HOME", "/b")))
        .isEqualTo(Path.of("/b/meterhouse"));
    assertThat(DataDirectories.usual(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/meterhouse"));
  }

  private Settings beside(Map<String, String> environment) {
    return ServiceEnvironment.of(environment).beside(OURS, options());
  }

  private AllInOneOptions options() {
    return new AllInOneOptions(0, folder, false, Map.of());
  }

  private String secret(String value) throws IOException {
    return Files.writeString(folder.resolve("secret"), value + "\n").toString();
  }
}
