package io.meterhouse.local.postgres;

import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.Leftover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of an earlier life on our data directory. The guard ends it when we die; this is for the
 * case that the guard was killed too.
 */
final class Postmaster {

  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);

  /** Disconnects clients, rolls back what is open, writes a checkpoint, ends. */
  static final String FAST_SHUTDOWN = "INT";

  private Postmaster() {}

  /**
   * Ends a server that still runs on the directory. The caller holds the lock on it, so whatever
   * runs there is nobody's.
   */
  static void endLeftover(Path dataDirectory, Duration grace) {
    Path pidFile = dataDirectory.resolve("postmaster.pid");
    ProcessHandle process = recorded(pidFile).flatMap(ProcessHandle::of).orElse(null);
    if (process == null || !process.isAlive()) {
      // PostgreSQL sees for itself that the file is stale, and checks for surviving children.
      return;
    }
    List<String> arguments = arguments(process);
    if (arguments.isEmpty() && Leftover.endsWithin(process, grace)) {
      // It was ending already: a process that ends loses its arguments before it is gone.
      return;
    }
    if (!arguments.contains(dataDirectory.toString())) {
      // The id belongs to a stranger by now, for whom PostgreSQL would refuse to start.
      LOG.info(
          "{} names process {}, which is another program; removing it", pidFile, process.pid());
      delete(pidFile);
      return;
    }
    LOG.info("stopping PostgreSQL process {} of an earlier run", process.pid());
    Leftover.end("PostgreSQL", process, FAST_SHUTDOWN, grace);
  }

  private static Optional<Long> recorded(Path pidFile) {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(pidFile);
      return lines.isEmpty()
          ? Optional.empty()
          : Optional.of(Long.parseLong(lines.getFirst().strip()));
    } catch (IOException | NumberFormatException e) {
      throw new EngineStartException(pidFile + " cannot be read: " + e, e);
    }
  }

  private static List<String> arguments(ProcessHandle process) {
    return process.info().arguments().map(List::of).orElse(List.of());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new EngineStartException("cannot remove " + file + ": " + e, e);
    }
  }
}
