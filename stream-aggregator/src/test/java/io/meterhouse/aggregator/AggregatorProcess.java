package io.meterhouse.aggregator;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@link AggregatorMain} in a JVM of its own, told by environment variables alone. */
final class AggregatorProcess {

  private final Map<String, String> environment;
  private final Path log;
  private final List<Process> lives = new ArrayList<>();

  AggregatorProcess(Map<String, String> environment, Path log) {
    this.environment = Map.copyOf(environment);
    this.log = log;
  }

  void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile"),
            "-cp",
            System.getProperty("java.class.path"),
            AggregatorMain.class.getName());
    builder.environment().keySet().removeIf(key -> key.startsWith("METERHOUSE_"));
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(new File(log.toString())));
    lives.add(builder.start());
  }

  /** As {@code kill -9}: no hook, no flush, no goodbye. Nothing where it was never started. */
  void kill() throws InterruptedException {
    if (lives.isEmpty()) {
      return;
    }
    Process life = lives.getLast();
    life.destroyForcibly();
    life.waitFor();
  }

  boolean isAlive() {
    return lives.getLast().isAlive();
  }
}
