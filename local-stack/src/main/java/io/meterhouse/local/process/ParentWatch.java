package io.meterhouse.local.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The child's side of "children never outlive us". The parent holds the other end of the child's
 * standard input and writes nothing to it. When the parent dies, however it dies, the kernel closes
 * that pipe, and the child sees the end of its input.
 */
public final class ParentWatch {

  private ParentWatch() {}

  /**
   * Watches from a daemon thread.
   *
   * @param stop called once when the parent is gone or asks to stop; may block until all is stopped
   * @param grace how long {@code stop} may take
   * @param giveUp called when it takes longer
   */
  public static void start(Runnable stop, Duration grace, Runnable giveUp) {
    Thread.ofPlatform()
        .daemon()
        .name("parent-watch")
        .start(
            () -> {
              awaitEndOfInput();
              Thread.ofPlatform()
                  .daemon()
                  .name("parent-watch-grace")
                  .start(() -> after(grace, giveUp));
              stop.run();
            });
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // The parent has nothing to say; whatever comes, only the end counts.
      }
    } catch (IOException e) {
      // A broken pipe says what its end says: nobody is there.
      System.err.println("standard input of the child broke: " + e);
    }
  }

  private static void after(Duration grace, Runnable action) {
    long deadline = System.nanoTime() + grace.toNanos();
    for (long left = grace.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    action.run();
  }
}
