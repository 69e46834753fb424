package io.meterhouse.local.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to start, recognise and stop one child process.
 *
 * @param name what messages call the child
 * @param command program and arguments
 * @param environment added to the environment of this process
 * @param logFile receives what the child prints, appended
 * @param pidFile remembers the child, so that one left over from a killed parent is waited for and,
 *     if need be, ended before the next is started; null: none
 * @param readiness holds once the child can be used
 * @param startTimeout how long that may take
 * @param stopGrace how long an orderly stop may take before the child is killed
 * @param guardSignal for a program that does not watch its standard input: the signal that asks it
 *     to stop in an orderly way, sent by a shell that watches in its place; null: the program ends
 *     by itself at the end of its standard input (see {@link ParentWatch})
 * @param outlivesUs whether the child goes on when this process ends, because it watches another
 *     one
 */
public record ProcessSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path logFile,
    @Nullable Path pidFile,
    Readiness readiness,
    Duration startTimeout,
    Duration stopGrace,
    @Nullable String guardSignal,
    boolean outlivesUs) {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(20);

  public ProcessSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** A child that is ready as soon as it runs and that ends when its standard input does. */
  public static ProcessSpec of(String name, List<String> command, Path logFile) {
    return new ProcessSpec(
        name,
        command,
        Map.of(),
        logFile,
        null,
        ChildProcess::isAlive,
        START_TIMEOUT,
        STOP_GRACE,
        null,
        false);
  }

  public ProcessSpec withEnvironment(Map<String, String> added) {
    return new ProcessSpec(
        name,
        command,
        added,
        logFile,
        pidFile,
        readiness,
        startTimeout,
        stopGrace,
        guardSignal,
        outlivesUs);
  }

  public ProcessSpec withPidFile(Path file) {
    return new ProcessSpec(
        name,
        command,
        environment,
        logFile,
        file,
        readiness,
        startTimeout,
        stopGrace,
        guardSignal,
        outlivesUs);
  }

  public ProcessSpec readyWhen(Readiness condition, Duration timeout) {
    return new ProcessSpec(
        name,
        command,
        environment,
        logFile,
        pidFile,
        condition,
        timeout,
        stopGrace,
        guardSignal,
        outlivesUs);
  }

  public ProcessSpec withStopGrace(Duration grace) {
    return new ProcessSpec(
        name,
        command,
        environment,
        logFile,
        pidFile,
        readiness,
        startTimeout,
        grace,
        guardSignal,
        outlivesUs);
  }

  /** For a program that knows nothing of us, such as a server binary. */
  public ProcessSpec guardedWith(String stopSignal) {
    return new ProcessSpec(
        name,
        command,
        environment,
        logFile,
        pidFile,
        readiness,
        startTimeout,
        stopGrace,
        stopSignal,
        outlivesUs);
  }

  public ProcessSpec outlivingUs() {
    return new ProcessSpec(
        name,
        command,
        environment,
        logFile,
        pidFile,
        readiness,
        startTimeout,
        stopGrace,
        guardSignal,
        true);
  }
}
