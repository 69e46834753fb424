package io.meterhouse.local.process;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A condition that holds once a child can be used. Asked every few milliseconds until it holds, so
 * it answers quickly.
 */
@FunctionalInterface
public interface Readiness {

  boolean isReady(ChildProcess child);

  /** Ready once the child has printed {@code text} to its output. */
  static Readiness printed(String text) {
    return child -> child.hasPrinted(text);
  }

  /**
   * Ready once the file is there; the child creates it, and whoever starts the child removes it.
   */
  static Readiness file(Path file) {
    return _ -> Files.exists(file);
  }

  /** Ready once something accepts connections at the address. */
  static Readiness port(String host, int port) {
    return _ -> Ports.answers(host, port);
  }
}
