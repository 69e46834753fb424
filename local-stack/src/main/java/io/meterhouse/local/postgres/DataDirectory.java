package io.meterhouse.local.postgres;

import io.meterhouse.local.process.ChildExitedException;
import io.meterhouse.local.process.ChildProcess;
import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
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
    }
  }

  private static void initialise(PostgresOptions options, PostgresBinaries binaries, Path target) {
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
    ProcessSpec spec =
        ProcessSpec.of(
                "PostgreSQL's initdb",
                Unprivileged.command(binaries.program("initdb"), arguments),
                options.logFile())
            .guardedWith("TERM")
            .readyWhen(ChildProcess::isAlive, CREATE_TIMEOUT);
    try {
      ChildProcess.run(spec);
    } catch (ChildExitedException e) {
      String remedy = Unprivileged.isRoot() ? "\n" + Unprivileged.ROOT_REMEDY : "";
      throw new EngineStartException(e.getMessage() + remedy, e);
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
