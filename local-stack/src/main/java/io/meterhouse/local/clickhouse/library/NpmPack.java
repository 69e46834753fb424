package io.meterhouse.local.clickhouse.library;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Fetches by package name with the user's own npm, so with the user's registry and proxy. */
final class NpmPack implements PackageSource {
  private static final Duration TIME_LIMIT = Duration.ofMinutes(15);
  private static final int MAX_OUTPUT_CHARACTERS = 2000;

  private final List<String> npm;

  NpmPack(List<String> npm) {
    this.npm = npm;
  }

  @Override
  public Path fetch(ChdbPackage wanted, Path directory) throws IOException, InterruptedException {
    Path output = directory.resolve("npm.log");
    Process process = start(wanted, directory, output);
    if (!process.waitFor(TIME_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      throw new IOException("npm pack did not end within " + TIME_LIMIT);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "npm pack %s failed (is the network there, and does npm reach its registry?):%n%s"
              .formatted(wanted.specifier(), tail(output)));
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".tgz"))
          .findFirst()
          .orElseThrow(() -> new IOException("npm pack left no package file: " + tail(output)));
    }
  }

  private Process start(ChdbPackage wanted, Path directory, Path output) throws IOException {
    List<String> command =
        Stream.concat(npm.stream(), Stream.of("pack", wanted.specifier(), "--ignore-scripts"))
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException("npm is not to be found: install Node.js with npm", e);
    }
  }

  private static String tail(Path output) {
    try {
      String text = Files.readString(output, StandardCharsets.UTF_8);
      return text.substring(Math.max(0, text.length() - MAX_OUTPUT_CHARACTERS)).strip();
    } catch (IOException e) {
      return "(no output: " + e + ")";
    }
  }
}
