package io.meterhouse.ratingengine;

/** Between two looks somebody made a cycle where another was to be opened: look again. */
final class CyclesMovedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CyclesMovedException(CycleKey expected, CycleKey found) {
    super("cycle %s: it is %s meanwhile".formatted(expected, found));
  }
}
