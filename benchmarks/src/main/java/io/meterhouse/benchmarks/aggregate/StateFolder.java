package io.meterhouse.benchmarks.aggregate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The state of a job that is closed. */
record StateFolder(Path path) {

  /** Of the store of identities; segments of it have the same name and a time. */
  private static final String IDENTITIES = "seen";

  long bytes() {
    return bytes(_ -> true);
  }

  long identityBytes() {
    return bytes(
        file ->
            StreamSupport.stream(path.relativize(file).spliterator(), false)
                .anyMatch(name -> name.toString().equals(IDENTITIES)));
  }

  private long bytes(Predicate<Path> wanted) {
    try (Stream<Path> files = Files.walk(path)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).filter(wanted).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
