package io.meterhouse.allinone;

import io.meterhouse.kit.lifecycle.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that hold secrets. */
final class PrivateFile {

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private PrivateFile() {}

  /**
   * Returns where nobody but its owner can use the file, or the file system cannot tell.
   *
   * @throws StartupException where others can, who may have read what it holds
   */
  static void requirePrivate(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> modes = view.readAttributes().permissions();
    if (!OWNERS.containsAll(modes)) {
      throw new StartupException(
          "%s holds secrets and is open to others: %s (expected: rw-------); run: chmod 600 %s"
              .formatted(file, PosixFilePermissions.toString(modes), file));
    }
  }

  /** The file appears complete, and nobody but its owner can ever read it. */
  static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    Files.deleteIfExists(partial);
    Files.createFile(
        partial,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(partial, content);
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
