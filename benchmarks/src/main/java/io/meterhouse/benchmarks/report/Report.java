package io.meterhouse.benchmarks.report;

import java.util.List;

/**
 * All that a run has to say.
 *
 * @param how the run was made, line by line
 * @param phases of all rounds, in the order in which they were run
 */
public record Report(
    String title, Machine machine, List<String> how, List<Claim> claims, List<Phase> phases) {

  /** Copies. */
  public Report {
    how = List.copyOf(how);
    claims = List.copyOf(claims);
    phases = List.copyOf(phases);
  }
}
