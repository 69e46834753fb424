package io.meterhouse.local.clickhouse;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which ClickHouse to use, from what the environment offers. */
sealed interface Flavor {
  String URL_VARIABLE = "METERHOUSE_CLICKHOUSE_URL";

  /** One that somebody else runs. */
  record External(String url) implements Flavor {}

  /** The installed server. */
  record Binary(Path program) implements Flavor {}

  /** The library in a process of ours. */
  record Embedded() implements Flavor {}

  static Flavor of(Map<String, String> environment) {
    String url = environment.getOrDefault(URL_VARIABLE, "");
    if (!url.isBlank()) {
      return new External(url.strip());
    }
    Optional<Path> program = onPath(environment.getOrDefault("PATH", ""));
    return program.isPresent() ? new Binary(program.get()) : new Embedded();
  }

  private static Optional<Path> onPath(String path) {
    return List.of(path.split(File.pathSeparator, -1)).stream()
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, "clickhouse"))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
