package io.meterhouse.kit.access.sigv4;

import io.meterhouse.kit.access.AuthenticatorBusyException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Remembers the signatures of one signer for as long as their requests could come again.
 * Thread-safe.
 */
final class ReplayWindow {

  private final String accessKeyId;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<String> seen = new HashSet<>();
  private final Deque<Entry> inOrder = new ArrayDeque<>();

  private record Entry(String signature, Instant end) {}

  ReplayWindow(String accessKeyId, int capacity) {
    this.accessKeyId = accessKeyId;
    this.capacity = capacity;
  }

  /**
   * Whether the signature comes for the first time.
   *
   * @param end from then on the request is refused for its date; ends come about in order, and one
   *     that is out of order is kept a little longer than it need be
   * @throws AuthenticatorBusyException where no more can be remembered
   */
  boolean isFirst(String signature, Instant end, Instant now) {
    lock.lock();
    try {
      while (!inOrder.isEmpty() && inOrder.getFirst().end().isBefore(now)) {
        seen.remove(inOrder.removeFirst().signature());
      }
      if (seen.contains(signature)) {
        return false;
      }
      if (seen.size() >= capacity) {
        throw new AuthenticatorBusyException(
            "too many requests signed by "
                + accessKeyId
                + " at the moment (expected: at most "
                + capacity
                + ")");
      }
      seen.add(signature);
      inOrder.addLast(new Entry(signature, end));
      return true;
    } finally {
      lock.unlock();
    }
  }
}
