package io.meterhouse.ratingengine.cycle;

/** Between two looks somebody made a cycle where another was to be opened: look again. */
public final class CyclesMovedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The cycle that was to be opened, and what is in its place. */
  public CyclesMovedException(CycleKey expected, CycleKey found) {
    super("cycle %s: it is %s meanwhile".formatted(expected, found));
  }
}
