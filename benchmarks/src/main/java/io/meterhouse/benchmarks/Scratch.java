package io.meterhouse.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A folder for the data and the logs of one run. */
public final class Scratch {

  private Scratch() {}

  /** Removed again unless the work fails: then it stays, and {@code err} is told where. */
  public static <T> T use(String prefix, PrintStream err, Function<Path, T> work)
      throws IOException {
    Path folder = Files.createTempDirectory(prefix);
    boolean done = false;
    try {
      T result = work.apply(folder);
      done = true;
      return result;
    } finally {
      if (done) {
        delete(folder);
      } else {
        err.println("data and logs stay in " + folder);
      }
    }
  }

  /** With all that is in it. */
  public static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
