package io.meterhouse.query;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that serves everybody who asks within a moment: whatever the number of those who ask,
 * what is behind it is asked by one at a time. Thread-safe.
 */
public final class Remembered<T> implements Supplier<T> {

  private final Supplier<T> source;
  private final long nanos;
  private final ReentrantLock asking = new ReentrantLock();
  private volatile @Nullable Answer<T> last;

  private record Answer<T>(T value, long atNanos) {}

  /** Asks {@code source} again when its last answer is older than {@code moment}. */
  public Remembered(Supplier<T> source, Duration moment) {
    this.source = source;
    this.nanos = moment.toNanos();
  }

  @Override
  public T get() {
    Answer<T> known = last;
    if (known != null && isFresh(known)) {
      return known.value();
    }
    // While one asks, which may take long, the others are told what was so a moment ago.
    if (!asking.tryLock()) {
      if (known != null) {
        return known.value();
      }
      asking.lock();
    }
    try {
      Answer<T> meanwhile = last;
      if (meanwhile != null && isFresh(meanwhile)) {
        return meanwhile.value();
      }
      T value = source.get();
      last = new Answer<>(value, System.nanoTime());
      return value;
    } finally {
      asking.unlock();
    }
  }

  private boolean isFresh(Answer<T> answer) {
    return System.nanoTime() - answer.atNanos() < nanos;
  }
}
