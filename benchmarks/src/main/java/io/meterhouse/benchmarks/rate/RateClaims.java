package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Latency;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Ratios;
import io.meterhouse.benchmarks.report.Spread;
import io.meterhouse.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the figures say: against what was promised, and as ratios within one round each. */
final class RateClaims {

  private static final double MILLION = 1_000_000;
  private static final double NANOS_A_SECOND = 1_000_000_000.0;

  private static final Target EVALUATIONS = new Target.AtLeast(1);
  private static final Target RATED_SECONDS = new Target.Below(60);
  private static final Target RUNNING_MILLIS = new Target.Below(5_000);

  private final RatePlan plan;
  private final RateFigures figures;
  private final Ratios ratios;
  private final List<Claim> claims = new ArrayList<>();

  private RateClaims(RatePlan plan, RateFigures figures) {
    this.plan = plan;
    this.figures = figures;
    this.ratios = new Ratios(figures.phases());
  }

  static List<Claim> of(RatePlan plan, RateFigures figures) {
    RateClaims made = new RateClaims(plan, figures);
    made.evaluations();
    made.rating();
    made.running();
    return made.claims;
  }

  private void evaluations() {
    claim("slowest model, evaluations", "M/s", lowest(this::millions), EVALUATIONS);
    claim("median of the models, evaluations", "M/s", median(this::millions), EVALUATIONS);
    claim("slowest model / multiply and round", "", lowest(this::toBaseline), null);
    claim("median of the models / multiply and round", "", median(this::toBaseline), null);
    claim("all models in turn, evaluations", "M/s", rounds(millions(EvaluationRun.MIX)), null);
    for (PricedCell cell : PricedCell.values()) {
      claim(cell.title() + ", evaluations", "M/s", rounds(millions(cell.title())), null);
    }
  }

  private void rating() {
    String pairs = "%,d dirty pairs".formatted(plan.pairs());
    Target target = plan.pairs() >= RatePlan.TARGET_PAIRS ? RATED_SECONDS : null;
    claim(pairs + ", rated", "s", seconds(RatePhases.RATING), target);
    claim(pairs + ", rated and announced", "s", each(RateFigures.Round::announcedSeconds), null);
    claim(pairs + ", rated again and nothing changed", "s", seconds(RatePhases.AGAIN), null);
    claim(
        "pairs rated / read and inserted",
        "",
        ratios.of(RatePhases.RATING, RatePhases.PLAIN, Phase::eventsPerSecond),
        null);
    claim(
        "CPU of a pair rated / read and inserted",
        "",
        ratios.of(RatePhases.RATING, RatePhases.PLAIN, RateClaims::micros),
        null);
    claim(
        "pairs rated again / rated first",
        "",
        ratios.of(RatePhases.AGAIN, RatePhases.RATING, Phase::eventsPerSecond),
        null);
  }

  private void running() {
    claim("running cost, changes", "1/s", each(RateFigures.Round::changesASecond), null);
    claim("running cost, p50", "ms", latency(Latency::p50Millis), null);
    claim("running cost, p99", "ms", latency(Latency::p99Millis), RUNNING_MILLIS);
    claim("running cost, max", "ms", latency(Latency::maxMillis), null);
  }

  private void claim(String name, String unit, Spread spread, @Nullable Target target) {
    claims.add(new Claim(name, unit, spread, target));
  }

  private List<Double> millions(String row) {
    return ratios.named(row).stream().map(phase -> phase.eventsPerSecond() / MILLION).toList();
  }

  private List<Double> millions(PricedModel model) {
    return millions(EvaluationRun.row(model));
  }

  private List<Double> toBaseline(PricedModel model) {
    List<Phase> ours = ratios.named(EvaluationRun.row(model));
    List<Phase> theirs = ratios.named(EvaluationRun.BASELINE);
    List<Double> found = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      found.add(ours.get(i).eventsPerSecond() / theirs.get(i).eventsPerSecond());
    }
    return found;
  }

  private Spread lowest(Function<PricedModel, List<Double>> figure) {
    return ofModels(figure, Spread::lowest);
  }

  private Spread median(Function<PricedModel, List<Double>> figure) {
    return ofModels(figure, Spread::median);
  }

  /** One figure a round, of all models in it. */
  private Spread ofModels(
      Function<PricedModel, List<Double>> figure, ToDoubleFunction<Spread> ofRound) {
    List<List<Double>> models = Arrays.stream(PricedModel.values()).map(figure).toList();
    List<Double> found = new ArrayList<>();
    for (int round = 0; round < models.getFirst().size(); round++) {
      int at = round;
      found.add(
          ofRound.applyAsDouble(Spread.of(models.stream().map(rounds -> rounds.get(at)).toList())));
    }
    return Spread.of(found);
  }

  private Spread seconds(String row) {
    return rounds(
        ratios.named(row).stream()
            .map(phase -> phase.elapsed().toNanos() / NANOS_A_SECOND)
            .toList());
  }

  private Spread latency(Function<Latency, Double> figure) {
    Stream<Latency> all =
        ratios.named(RatePhases.RUNNING).stream()
            .map(phase -> Objects.requireNonNull(phase.latency()));
    return rounds(all.map(figure).toList());
  }

  private Spread each(ToDoubleFunction<RateFigures.Round> figure) {
    return rounds(figures.rounds().stream().mapToDouble(figure).boxed().toList());
  }

  private static Spread rounds(List<Double> figures) {
    return Spread.of(figures);
  }

  private static double micros(Phase phase) {
    return phase.clientMicrosPerEvent()
        + phase.serverMicrosPerEvent()
        + phase.brokerMicrosPerEvent();
  }
}
