package io.meterhouse.local.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program started by this process, ready to be used, with a log file of its own. It ends when
 * this process ends, even by {@code kill -9}: we hold the other end of its standard input.
 * Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
  private static final int LOG_LINES_IN_MESSAGES = 15;
  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(10);

  private final ProcessSpec spec;
  private final Process process;
  private final LogTail log;
  private final AtomicBoolean stopRequested = new AtomicBoolean();
  private final long startedNanos = System.nanoTime();
  private volatile Duration startedIn = Duration.ZERO;

  private ChildProcess(ProcessSpec spec, Process process, LogTail log) {
    this.spec = spec;
    this.process = process;
    this.log = log;
  }

  /**
   * Starts the child and waits until it is ready.
   *
   * @throws EngineStartException if it cannot be started, ends at once, or is not ready in time;
   *     the message has the last lines of its log, and nothing of it is left running
   */
  public static ChildProcess start(ProcessSpec spec) {
    Leftover.awaitEnd(spec);
    LogTail log = LogTail.startingNow(spec.logFile());
    ChildProcess child = new ChildProcess(spec, launch(spec), log);
    boolean ready = false;
    try {
      if (spec.pidFile() != null) {
        new PidFile(spec.pidFile()).write(child.process.toHandle());
      }
      child.awaitReady();
      ready = true;
    } finally {
      if (!ready) {
        // In order, also from here: a server killed while it starts may just have forked a child
        // that nobody knows of, and that goes on writing for a moment.
        child.stop();
      }
    }
    return child;
  }

  /**
   * Runs a program to its end.
   *
   * @throws ChildExitedException if its exit code is not 0
   * @throws EngineStartException if it takes longer than the spec's start timeout; it is killed
   */
  public static void run(ProcessSpec spec) {
    LogTail log = LogTail.startingNow(spec.logFile());
    ChildProcess child = new ChildProcess(spec, launch(spec), log);
    boolean ended = child.awaitExit(spec.startTimeout());
    if (!ended) {
      child.stop();
      if (Thread.currentThread().isInterrupted()) {
        throw new EngineStartException(spec.name() + ": interrupted while it was running");
      }
      throw new EngineStartException(
          spec.name() + " did not end within " + spec.startTimeout() + child.lastWords());
    }
    int exitCode = child.process.exitValue();
    if (exitCode != 0) {
      throw new ChildExitedException(
          spec.name() + " failed with exit code " + exitCode + child.lastWords(), exitCode);
    }
  }

  private static Process launch(ProcessSpec spec) {
    var command =
        spec.guardSignal() == null
            ? spec.command()
            : Guard.watching(spec.command(), spec.guardSignal(), spec.stopGrace());
    ProcessBuilder builder =
        new ProcessBuilder(Guard.inOwnSession(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.logFile().toFile()));
    if (spec.outlivesUs()) {
      builder.redirectInput(new File("/dev/null"));
    }
    builder.environment().putAll(spec.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new EngineStartException(spec.name() + " cannot be started: " + e.getMessage(), e);
    }
  }

  private void awaitReady() {
    Await.until(() -> !isAlive() || spec.readiness().isReady(this), spec.startTimeout());
    startedIn = Duration.ofNanos(System.nanoTime() - startedNanos);
    if (!isAlive()) {
      throw new ChildExitedException(
          spec.name()
              + " ended with exit code "
              + process.exitValue()
              + " while starting"
              + lastWords(),
          process.exitValue());
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new EngineStartException(spec.name() + ": interrupted while it was starting");
    }
    if (!spec.readiness().isReady(this)) {
      throw new EngineStartException(
          spec.name() + " was not ready within " + spec.startTimeout() + lastWords());
    }
  }

  /** Where the log is and how it ends, for messages. */
  private String lastWords() {
    String lines = log.lastLines(LOG_LINES_IN_MESSAGES);
    return ". Log: "
        + spec.logFile()
        + (lines.isEmpty() ? " (it printed nothing)" : ", which ends with:\n" + lines);
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** How long it took to be ready. */
  public Duration startedIn() {
    return startedIn;
  }

  public Path logFile() {
    return spec.logFile();
  }

  boolean hasPrinted(String text) {
    return log.contains(text);
  }

  /** Completes with the exit code when the child has ended, for whatever reason. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Calls {@code listener} with a message if the child ends without {@link #stop} being called. */
  public void onUnexpectedExit(Consumer<String> listener) {
    var _ =
        process
            .onExit()
            .thenAccept(ended -> report(ended.exitValue(), listener))
            .exceptionally(
                failure -> {
                  LOG.error("{}: could not report its end", spec.name(), failure);
                  return null;
                });
  }

  private void report(int exitCode, Consumer<String> listener) {
    if (!stopRequested.get()) {
      listener.accept(spec.name() + " ended unexpectedly with exit code " + exitCode + lastWords());
    }
  }

  /** Asks the child to end, waits for the grace it has, then kills it. */
  public void stop() {
    stopRequested.set(true);
    List<ProcessHandle> descendants = process.descendants().toList();
    try {
      // The end of its input is the request: the same way it learns that we have died.
      process.getOutputStream().close();
    } catch (IOException e) {
      LOG.debug("{}: its input was closed already", spec.name(), e);
    }
    if (!awaitExit(spec.stopGrace())) {
      LOG.warn("{} did not stop within {}; killing it", spec.name(), spec.stopGrace());
      kill();
    }
    Leftover.awaitEnd(spec.name(), descendants);
  }

  /** Kills the child and all that it started, as {@code kill -9} does, and waits for its end. */
  public void kill() {
    Leftover.kill(process.toHandle());
    // The kernel knows of the end a moment before this Process does.
    awaitExit(KILL_TIMEOUT);
  }

  /** Halts the child as a machine that hangs does: it answers nothing and keeps what it has. */
  public void pause() {
    Signals.send(process.toHandle(), "STOP");
  }

  /** Lets a child that is paused go on. */
  public void resume() {
    Signals.send(process.toHandle(), "CONT");
  }

  @Override
  public void close() {
    stop();
  }

  private boolean awaitExit(Duration timeout) {
    boolean interrupted = Thread.interrupted();
    try {
      process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      interrupted = true;
      return !process.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException(spec.name() + ": waiting for its end failed", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
