package io.meterhouse.allinone;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where data goes when nobody said where. */
final class DataDirectories {

  private DataDirectories() {}

  /**
   * {@code METERHOUSE_DATA_DIR}, else {@code $XDG_DATA_HOME/meterhouse}, else {@code
   * ~/.local/share/meterhouse}.
   */
  static Path usual(Map<String, String> environment) {
    String own = environment.getOrDefault("METERHOUSE_DATA_DIR", "");
    if (!own.isBlank()) {
      return Path.of(own);
    }
    String dataHome = environment.getOrDefault("XDG_DATA_HOME", "");
    Path base =
        dataHome.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(dataHome);
    return base.resolve("meterhouse");
  }

  static Path temporary() throws IOException {
    return Files.createTempDirectory("meterhouse-demo-");
  }

  /** Removes a folder with all that is in it; links are removed, not followed. */
  static void delete(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
