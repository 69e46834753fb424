package io.meterhouse.ratingengine.pricing;

/** Something before and after a change. */
public record Changed<T>(T before, T after) {

  /** Whether it was so already. */
  public boolean isNothing() {
    return before.equals(after);
  }
}
