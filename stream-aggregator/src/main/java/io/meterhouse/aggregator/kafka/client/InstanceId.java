package io.meterhouse.aggregator.kafka.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * The name of this instance in its consumer groups, kept beside its state. A process that died is
 * replaced the moment its successor shows the same name; without it the group would wait for the
 * dead one's session to end.
 */
public final class InstanceId {

  private static final String FILE = "instance-id";

  private InstanceId() {}

  /** The name in this directory; made up if there is none yet. */
  public static String in(Path stateDir) {
    try {
      Files.createDirectories(stateDir);
      Path file = stateDir.resolve(FILE);
      if (Files.notExists(file)) {
        Path fresh = Files.createTempFile(stateDir, FILE, ".tmp");
        Files.writeString(fresh, UUID.randomUUID().toString());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("instance id in " + stateDir, e);
    }
  }
}
