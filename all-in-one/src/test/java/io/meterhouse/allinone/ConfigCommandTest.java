package io.meterhouse.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.SettingKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigCommandTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void shouldExplainEverySetting() {
    assertThat(run(Map.of())).isZero();
    assertThat(printed())
        .contains(SettingKeys.all().keySet())
        .contains(
            """
            METERHOUSE_HTTP_MAX_BODY_BYTES
                largest request body, inflated
                default: 8MiB; bytes: a size such as 8MiB or 8388608, from 1KiB to 1GiB; read by: all services
            """);
  }

  @Test
  void shouldExplainThoseOfOneService() {
    assertThat(run(Map.of(), "--service", "query-api")).isZero();
    assertThat(printed()).contains("METERHOUSE_QUERY_MAX_ROWS").doesNotContain("_INGEST_");
    assertThat(run(Map.of(), "--service", "query")).isEqualTo(1);
  }

  @Test
  void shouldTellAllThatIsWrong(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("m.yaml"), "METERHOUSE_HTTP_PROT: 1");
    Map<String, String> environment =
        Map.of("METERHOUSE_CONFIG", file.toString(), "METERHOUSE_LOG_LEVEL", "loud");
    assertThat(run(environment, "--check", "--service", "ingest-api")).isEqualTo(1);
    assertThat(printed().lines())
        .containsExactlyInAnyOrder(
            "wrong: "
                + file
                + ":1: unknown setting METERHOUSE_HTTP_PROT (did you mean"
                + " METERHOUSE_HTTP_PORT?)",
            "wrong: METERHOUSE_LOG_LEVEL: loud (expected: error or warn or info or debug or trace)",
            "wrong: METERHOUSE_KAFKA_BOOTSTRAP_SERVERS is not set (expected: brokers as host:port,"
                + " comma-separated; up and demo start none of their own then)");
  }

  @Test
  void shouldShowWhatIsInForceWithoutSecrets() {
    Map<String, String> environment =
        Map.of(
            "METERHOUSE_POSTGRES_PASSWORD", "hunter2",
            "METERHOUSE_CLICKHOUSE_URL", "http://u:hunter2@c:8123?password=hunter2");
    assertThat(run(environment, "--show", "--check")).isZero();
    assertThat(printed())
        .containsPattern("METERHOUSE_POSTGRES_PASSWORD +\\*{3} +environment")
        .containsPattern("METERHOUSE_CLICKHOUSE_URL +http://\\*\\*\\*@c:8123 +environment")
        .containsPattern("METERHOUSE_HTTP_PORT +8080 +default")
        .endsWith("the settings are right\n")
        .doesNotContain("hunter2");
  }

  private int run(Map<String, String> environment, String... arguments) {
    return new CommandLine(
            new ConfigCommand(environment, new PrintStream(out, true, StandardCharsets.UTF_8)))
        .execute(arguments);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
