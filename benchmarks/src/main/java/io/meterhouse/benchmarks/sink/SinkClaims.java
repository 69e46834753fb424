package io.meterhouse.benchmarks.sink;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Ratios;
import io.meterhouse.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;

/** What the figures say: ratios within one round each. */
final class SinkClaims {

  private static final Target RATIO = new Target.AtLeast(0.7);

  private SinkClaims() {}

  /**
   * @param stored rows in a phase more of each table; 0: there is none
   */
  static List<Claim> of(List<Phase> phases, long stored) {
    Ratios ratios = new Ratios(phases);
    List<Claim> claims = new ArrayList<>();
    for (SinkTable table : SinkBenchmark.TABLES) {
      claims.add(
          new Claim(
              table.sinkPhase() + " / from a file",
              "",
              ratios.of(table.sinkPhase(), table.filePhase(), Phase::eventsPerSecond),
              RATIO));
    }
    for (SinkTable table : SinkBenchmark.TABLES) {
      claims.add(
          new Claim(
              table.table() + ", CPU of a row / from a file",
              "",
              ratios.of(table.sinkPhase(), table.filePhase(), SinkClaims::micros),
              null));
    }
    if (stored > 0) {
      SinkBenchmark.TABLES.forEach(table -> beside(table, stored, ratios, claims));
    }
    return claims;
  }

  private static void beside(SinkTable table, long stored, Ratios ratios, List<Claim> claims) {
    String beside = table.besidePhase(stored);
    claims.add(
        new Claim(
            "%s, CPU of a row beside %,d rows / without".formatted(table.table(), stored),
            "",
            ratios.of(beside, table.sinkPhase(), SinkClaims::micros),
            null));
    claims.add(
        new Claim(
            "%s, rate beside %,d rows / without".formatted(table.table(), stored),
            "",
            ratios.of(beside, table.sinkPhase(), Phase::eventsPerSecond),
            null));
  }

  private static double micros(Phase phase) {
    return phase.serverMicrosPerEvent()
        + phase.brokerMicrosPerEvent()
        + phase.clientMicrosPerEvent();
  }
}
