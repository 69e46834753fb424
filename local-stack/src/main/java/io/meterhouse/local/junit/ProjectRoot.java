package io.meterhouse.local.junit;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests belong to. */
final class ProjectRoot {

  /** Set by the build. */
  private static final String PROPERTY = "meterhouse.root";

  private ProjectRoot() {}

  static Path find() {
    String set = System.getProperty(PROPERTY, "");
    return set.isBlank() ? above(Path.of("").toAbsolutePath()) : Path.of(set);
  }

  /** The outermost folder with a {@code pom.xml}; an IDE starts tests in the module's folder. */
  static Path above(Path start) {
    Path root = start;
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve("pom.xml"))) {
        root = folder;
      }
    }
    return root;
  }
}
