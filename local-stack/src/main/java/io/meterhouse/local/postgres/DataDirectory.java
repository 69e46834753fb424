package io.meterhouse.local.postgres;

import io.meterhouse.local.process.EngineStartException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL cluster's files: created whole or not at all. */
final class DataDirectory {

  static final String SUPERUSER = "meterhouse";

  private static final Duration CREATE_TIMEOUT = Duration.ofSeconds(60);

  private DataDirectory() {}

  /** Creates the cluster unless it exists. The caller holds the lock on the engine's directory. */
  static void create(PostgresOptions options, PostgresBinaries binaries) {
    Path data = options.dataDirectory();
    if (Files.exists(data)) {
      return;
    }
    Path partial = options.directory().resolve("data.partial");
    try {
      deleteIfExists(partial);
      initialise(options, binaries, partial);
      Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EngineStartException(
          "cannot create PostgreSQL's data directory " + data + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineStartException("PostgreSQL: interrupted while creating " + data, e);
    }
  }

  private static void initialise(PostgresOptions options, PostgresBinaries binaries, Path target)
      throws IOException, InterruptedException {
    List<String> arguments =
        List.of(
            "-D",
            target.toString(),
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            // Sorting must not depend on the machine: keyset pages would differ between two.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            // The cluster gets its name only when it is complete; losing a partial one costs
            // nothing.
            "--no-sync");
    File log = options.logFile().toFile();
    Process initdb =
        new ProcessBuilder(Unprivileged.command(binaries.program("initdb"), arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    if (!initdb.waitFor(CREATE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
      initdb.destroyForcibly();
      throw new EngineStartException(
          "PostgreSQL's initdb did not end within " + CREATE_TIMEOUT + ". Log: " + log);
    }
    if (initdb.exitValue() != 0) {
      throw new EngineStartException(
          "PostgreSQL's initdb failed with exit code "
              + initdb.exitValue()
              + (Unprivileged.isRoot() ? ". " + Unprivileged.ROOT_REMEDY : ".")
              + " Log: "
              + log);
    }
  }

  private static void deleteIfExists(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
