package io.meterhouse.rating;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A pricing model, a rule of it or an override makes no sense; carries every reason at once. The
 * client's fault.
 */
public final class InvalidModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  InvalidModelException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** All reasons, in the order of the fields; never empty. */
  public List<Problem> problems() {
    return problems;
  }
}
