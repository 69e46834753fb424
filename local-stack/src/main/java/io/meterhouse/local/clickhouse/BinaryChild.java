package io.meterhouse.local.clickhouse;

import io.meterhouse.local.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** An installed {@code clickhouse} as a child process. */
final class BinaryChild {
  private BinaryChild() {}

  static ProcessSpec specification(Path program, EngineSettings settings, int port) {
    try {
      Path configuration = BinaryConfiguration.write(settings, port);
      String url = "http://%s:%d".formatted(settings.host(), port);
      return ProcessSpec.of(
              "ClickHouse",
              List.of(program.toString(), "server", "--config-file=" + configuration),
              settings.outputFile())
          .withPidFile(settings.pidFile())
          .withStopGrace(ClickHouseServerMain.STOP_GRACE)
          .guardedWith("TERM")
          .readyWhen(_ -> ClickHouseProbe.problem(url, "", "").isEmpty(), settings.startTimeout());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write ClickHouse's configuration", e);
    }
  }
}
