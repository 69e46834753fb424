package io.meterhouse.local.process;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes of an earlier life. After {@code kill -9} of the parent its children take a moment to
 * shut down; the next parent must not start a second server on the same data meanwhile.
 */
public final class Leftover {

  private static final Logger LOG = LoggerFactory.getLogger(Leftover.class);
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private Leftover() {}

  /** Waits for a leftover of the same child, and kills it when it takes longer than its grace. */
  static void awaitEnd(ProcessSpec spec) {
    if (spec.pidFile() == null) {
      return;
    }
    ProcessHandle leftover = new PidFile(spec.pidFile()).running().orElse(null);
    if (leftover != null) {
      LOG.info("{}: waiting for process {} of an earlier run to end", spec.name(), leftover.pid());
      awaitEndOrKill(spec.name(), leftover, spec.stopGrace());
    }
  }

  /** Whether a process that is not our child ends within the time. */
  public static boolean endsWithin(ProcessHandle process, Duration timeout) {
    return Await.until(() -> !process.isAlive(), timeout);
  }

  /** Asks a process that is not our child to end by a signal, and kills it after the grace. */
  public static void end(String name, ProcessHandle process, String signal, Duration grace) {
    Signals.send(process, signal);
    awaitEndOrKill(name, process, grace);
  }

  private static void awaitEndOrKill(String name, ProcessHandle process, Duration grace) {
    if (endsWithin(process, grace)) {
      return;
    }
    kill(process);
    if (process.isAlive()) {
      throw new EngineStartException(
          name
              + " still runs as process "
              + process.pid()
              + " from an earlier run and does not end. Kill that process first.");
    }
  }

  /** Kills a process and all that it started; gives them a moment to be gone. */
  static void kill(ProcessHandle process) {
    List<ProcessHandle> family = Stream.concat(Stream.of(process), process.descendants()).toList();
    family.forEach(ProcessHandle::destroyForcibly);
    awaitEnd("kill -9", family);
  }

  /** Gives processes that have no reason to go on a moment to be gone. */
  static void awaitEnd(String name, List<ProcessHandle> processes) {
    boolean interrupted = Thread.interrupted();
    if (!Await.until(() -> processes.stream().noneMatch(ProcessHandle::isAlive), KILL_TIMEOUT)) {
      LOG.warn("{}: some of the processes {} are still there", name, processes);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
