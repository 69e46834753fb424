package io.meterhouse.benchmarks.backfill;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Ratios;
import io.meterhouse.benchmarks.report.Spread;
import io.meterhouse.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the figures say: ratios within one round each, and what the cold lane did for an event. */
final class BackfillClaims {

  private static final Target RATIO = new Target.AtLeast(1.0 / 3);

  private BackfillClaims() {}

  static List<Claim> of(List<BackfillFigures> rounds) {
    List<Claim> claims = new ArrayList<>();
    claims.add(ratio("rate of a backfill / live", rounds, Phase::eventsPerSecond, RATIO));
    claims.add(ratio("CPU of an event, backfill / live", rounds, BackfillClaims::micros, null));
    claims.add(each("stretches asked for", rounds, BackfillFigures::stretches));
    claims.add(each("raw events folded / events", rounds, BackfillFigures::foldedPerEvent));
    claims.add(each("windows published / windows", rounds, BackfillFigures::publishedPerWindow));
    claims.add(each("rows read by ClickHouse / events", rounds, BackfillFigures::rowsReadPerEvent));
    return claims;
  }

  private static Claim ratio(
      String name,
      List<BackfillFigures> rounds,
      ToDoubleFunction<Phase> figure,
      @Nullable Target target) {
    List<Phase> phases =
        rounds.stream().flatMap(round -> Stream.of(round.live(), round.backfill())).toList();
    return new Claim(
        name, "", new Ratios(phases).of(Lane.BACKFILL.phase(), Lane.LIVE.phase(), figure), target);
  }

  private static Claim each(
      String name, List<BackfillFigures> rounds, ToDoubleFunction<BackfillFigures> figure) {
    return new Claim(
        "backfill, " + name,
        "",
        Spread.of(rounds.stream().mapToDouble(figure).boxed().toList()),
        null);
  }

  private static double micros(Phase phase) {
    return phase.serverMicrosPerEvent()
        + phase.brokerMicrosPerEvent()
        + phase.clientMicrosPerEvent();
  }
}
