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

  static List<Claim> of(List<Phase> phases) {
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
    return claims;
  }

  private static double micros(Phase phase) {
    return phase.serverMicrosPerEvent()
        + phase.brokerMicrosPerEvent()
        + phase.clientMicrosPerEvent();
  }
}
