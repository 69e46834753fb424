package io.meterhouse.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Remembers a process by id and start time: an id alone may by now belong to a stranger, above all
 * in a container, where ids are few.
 */
public final class PidFile {

  /** The kernel's idea of a process's start moves a little with the clock. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private final Path file;

  public PidFile(Path file) {
    this.file = file;
  }

  public void write(ProcessHandle process) {
    try {
      Files.writeString(file, process.pid() + " " + startMillis(process) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("pid file " + file, e);
    }
  }

  /** The remembered process if it is still running. */
  public Optional<ProcessHandle> running() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      List<String> words = List.of(Files.readString(file).strip().split(" "));
      if (words.size() != 2) {
        // Cut off while it was written: the writer died before its child could do anything.
        return Optional.empty();
      }
      return running(Long.parseLong(words.get(0)), Long.parseLong(words.get(1)));
    } catch (IOException e) {
      throw new UncheckedIOException("pid file " + file, e);
    }
  }

  /** The process with that id if it also started at that time, to the clock's tolerance. */
  public static Optional<ProcessHandle> running(long pid, long startMillis) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process -> Math.abs(startMillis(process) - startMillis) <= START_TOLERANCE.toMillis());
  }

  /** When the process started, in milliseconds since 1970; 0 where the system does not tell. */
  public static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
