package io.meterhouse.ingest.fault;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of its own at a folder, small enough to be filled. */
final class SmallDisk implements AutoCloseable {

  private static final String SIZE = "64m";
  private static final byte[] AIR = new byte[4096];

  private final Path folder;
  private final Path balloon;

  private SmallDisk(Path folder) {
    this.folder = folder;
    this.balloon = folder.resolve("balloon");
  }

  /** Mounts it there; the test is aborted where this process may not mount. */
  static SmallDisk mount(Path folder) throws IOException {
    Files.createDirectories(folder);
    String problem = run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", folder.toString());
    Assumptions.assumeTrue(
        problem.isEmpty(),
        () ->
            "no disk can be filled here, as a tmpfs cannot be mounted ("
                + problem
                + "); run the tests as root, or under unshare --map-root-user --mount");
    return new SmallDisk(folder);
  }

  /** Leaves no byte to anybody. */
  void fill() {
    try (OutputStream out = Files.newOutputStream(balloon)) {
      for (; ; ) {
        out.write(AIR);
      }
    } catch (IOException e) {
      // This is how a disk says that it is full.
      if (folder.toFile().getUsableSpace() > 0) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Gives back what {@link #fill} took. */
  void empty() {
    try {
      Files.delete(balloon);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    String problem = run("umount", folder.toString());
    if (!problem.isEmpty()) {
      throw new IOException(folder + " stays mounted: " + problem);
    }
  }

  /** What it says where it fails; empty: it did not. */
  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // It has said all, so it is over.
      int exitCode = process.onExit().join().exitValue();
      return exitCode == 0 ? "" : (said.strip() + ", exit code " + exitCode);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
