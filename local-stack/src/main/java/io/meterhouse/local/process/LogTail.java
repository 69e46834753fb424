package io.meterhouse.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The end of a child's log file: what it has written since it was started. */
final class LogTail {

  /** A larger log is set aside when its process is started again, so that logs stay bounded. */
  static final long ROTATE_BEYOND_BYTES = 8L << 20;

  private static final int MAX_READ_BYTES = 1 << 20;

  private final Path file;
  private final long startOffset;

  private LogTail(Path file, long startOffset) {
    this.file = file;
    this.startOffset = startOffset;
  }

  /** Prepares the file for a process about to be started, which will append to it. */
  static LogTail startingNow(Path file) {
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      if (Files.exists(file) && Files.size(file) > ROTATE_BEYOND_BYTES) {
        Path previous = file.resolveSibling(file.getFileName() + ".1");
        Files.move(file, previous, StandardCopyOption.REPLACE_EXISTING);
      }
      return new LogTail(file, Files.exists(file) ? Files.size(file) : 0);
    } catch (IOException e) {
      throw new UncheckedIOException("log file " + file, e);
    }
  }

  boolean contains(String text) {
    return sinceStart().contains(text);
  }

  /** The last lines that the process has written, without blank ones. */
  String lastLines(int count) {
    List<String> lines = sinceStart().lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  private String sinceStart() {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(startOffset, log.length() - MAX_READ_BYTES);
      byte[] bytes = new byte[Math.toIntExact(Math.max(0, log.length() - from))];
      log.seek(from);
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("log file " + file, e);
    }
  }
}
