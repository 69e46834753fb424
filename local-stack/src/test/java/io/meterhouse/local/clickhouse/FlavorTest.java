package io.meterhouse.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.process.EngineStartException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlavorTest {
  @TempDir private Path directory;

  @Test
  void shouldPreferAServerThatIsNamedThenABinaryThenTheEmbeddedOne() throws Exception {
    String path = directory + File.pathSeparator + directory.resolve("missing");
    assertThat(Flavor.of(Map.of("PATH", path))).isEqualTo(new Flavor.Embedded());
    Path program = Files.writeString(directory.resolve("clickhouse"), "");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(Flavor.of(Map.of("PATH", path))).isEqualTo(new Flavor.Binary(program));
    assertThat(Flavor.of(Map.of("PATH", path, "METERHOUSE_CLICKHOUSE_URL", "http://h:1")))
        .isEqualTo(new Flavor.External("http://h:1"));
  }

  @Test
  void shouldSayThatTheNamedServerDoesNotAnswer() {
    Map<String, String> environment = Map.of("METERHOUSE_CLICKHOUSE_URL", "http://127.0.0.1:1");
    assertThatThrownBy(() -> ClickHouseEngine.start(EngineSettings.in(directory), environment))
        .isInstanceOf(EngineStartException.class)
        .hasMessageContaining("METERHOUSE_CLICKHOUSE_URL is http://127.0.0.1:1")
        .hasMessageContaining("nothing answers there");
  }

  @Test
  void shouldReadItsOwnCommandLine() {
    ClickHouseServerArguments arguments =
        ClickHouseServerArguments.parse(
            "--data-dir", "/d", "--port", "8123", "--stop-on-stdin-eof", "--library", "/l.so");
    assertThat(ClickHouseServerArguments.parse(arguments.toCommandLine().toArray(String[]::new)))
        .isEqualTo(arguments);
  }

  @Test
  void shouldRefuseWhatItDoesNotKnow() {
    assertThatThrownBy(() -> ClickHouseServerArguments.parse("--data-dir", "/d", "--what", "1"))
        .hasMessageStartingWith("--what: unknown");
    assertThatThrownBy(() -> ClickHouseServerArguments.parse("--data-dir", "/d", "--port", "x"))
        .hasMessageContaining("--port: x (expected: a number >= 0)");
    assertThatThrownBy(ClickHouseServerArguments::parse).hasMessageStartingWith("--data-dir");
  }
}
