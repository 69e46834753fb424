package io.meterhouse.kit.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the values of a label: the first so many keep their own, every later one is {@code other}.
 * Each value is a time series for ever, so nobody outside may make as many as they like. The first
 * and not the largest, as a counter cannot change its name. Thread-safe.
 */
public final class LabelLimit {

  /** Stands for all values beyond the limit. */
  public static final String OTHER = "other";

  /** Stands for no value. */
  public static final String NONE = "none";

  private final int max;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final AtomicInteger taken = new AtomicInteger();

  /** Lets {@code max} values through. */
  public LabelLimit(int max) {
    this.max = max;
  }

  /** The value itself, or {@link #OTHER}; {@link #NONE} for null and empty. */
  public String of(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return NONE;
    }
    if (known.contains(value)) {
      return value;
    }
    if (taken.get() >= max || taken.incrementAndGet() > max) {
      return OTHER;
    }
    if (!known.add(value)) {
      taken.decrementAndGet();
    }
    return value;
  }
}
