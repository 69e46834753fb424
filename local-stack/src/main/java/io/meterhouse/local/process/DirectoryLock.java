package io.meterhouse.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a data directory belong to one process. The system drops the lock when that dies. */
public final class DirectoryLock implements AutoCloseable {

  private static final String LOCK_FILE = ".lock";

  /** Beside the lock: on POSIX, closing any other handle on the lock file would drop the lock. */
  private static final String OWNER_FILE = ".lock.pid";

  /**
   * Directories that this JVM holds, for the same reason: their lock files are not opened again.
   */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path directory;
  private final FileChannel channel;
  private boolean open = true;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Creates the directory if need be and takes it.
   *
   * @throws DirectoryInUseException if a running process has it; the message says which
   */
  public static DirectoryLock acquire(Path directory) {
    synchronized (HELD) {
      try {
        Files.createDirectories(directory);
        Path real = directory.toRealPath();
        if (HELD.contains(real)) {
          throw inUse(real);
        }
        DirectoryLock lock = lock(real);
        if (lock == null) {
          throw inUse(real);
        }
        HELD.add(real);
        Files.writeString(real.resolve(OWNER_FILE), ProcessHandle.current().pid() + "\n");
        return lock;
      } catch (IOException e) {
        throw new EngineStartException(
            "cannot use the data directory "
                + directory
                + ": "
                + e
                + ". Choose one you may write to.",
            e);
      }
    }
  }

  private static @Nullable DirectoryLock lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return null;
    }
    return new DirectoryLock(directory, channel);
  }

  private static DirectoryInUseException inUse(Path directory) throws IOException {
    Path ownerFile = directory.resolve(OWNER_FILE);
    String owner = Files.exists(ownerFile) ? Files.readString(ownerFile).strip() : "unknown";
    return new DirectoryInUseException(
        "the data directory "
            + directory
            + " is in use by the process "
            + owner
            + ". Stop that process, or choose another directory.");
  }

  @Override
  public void close() {
    synchronized (HELD) {
      if (!open) {
        return;
      }
      open = false;
      try {
        channel.close();
        HELD.remove(directory);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot release " + directory, e);
      }
    }
  }
}
