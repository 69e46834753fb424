package io.meterhouse.local.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Data of runs that are over; kept until the next one so that their logs can be read. */
final class FinishedRuns {

  private static final Logger LOG = LoggerFactory.getLogger(FinishedRuns.class);

  private FinishedRuns() {}

  static void delete(Path folder) throws IOException {
    List<Path> runs;
    try (Stream<Path> children = Files.list(folder)) {
      runs = children.filter(Files::isDirectory).toList();
    }
    for (Path run : runs) {
      if (isFinished(run)) {
        deleteOrLeave(run);
      }
    }
  }

  private static void deleteOrLeave(Path run) {
    try {
      deleteTree(run);
    } catch (IOException | UncheckedIOException e) {
      // Its engines may still be writing their last; the next run finds the rest.
      LOG.info("{} cannot be removed yet", run, e);
    }
  }

  private static boolean isFinished(Path run) throws IOException {
    if (Descriptor.read(Descriptor.in(run)).filter(Descriptor::isAlive).isPresent()) {
      return false;
    }
    String[] words = run.getFileName().toString().split("-", -1);
    return words.length == 3
        && new RunOwner(Long.parseLong(words[1]), Long.parseLong(words[2])).process().isEmpty();
  }

  private static void deleteTree(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
