package io.meterhouse.kit.postgres;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets those with the same number go one after the other; who waits holds nothing else meanwhile.
 */
final class Turns {

  private final Map<Long, Turn> turns = new ConcurrentHashMap<>();

  /** Waits for its turn; false where it did not come in time. */
  boolean take(long number, Duration patience) throws InterruptedException {
    Turn turn =
        Objects.requireNonNull(
            turns.compute(
                number,
                (_, present) -> {
                  Turn joined = present == null ? new Turn() : present;
                  joined.users++;
                  return joined;
                }));
    if (turn.free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    leave(number);
    return false;
  }

  /** Ends the turn that was taken. */
  void end(long number) {
    Objects.requireNonNull(turns.get(number)).free.release();
    leave(number);
  }

  private void leave(long number) {
    turns.computeIfPresent(number, (_, turn) -> --turn.users == 0 ? null : turn);
  }

  private static final class Turn {
    private final Semaphore free = new Semaphore(1, true);

    /** Written within the map's own lock of the number. */
    private int users;
  }
}
