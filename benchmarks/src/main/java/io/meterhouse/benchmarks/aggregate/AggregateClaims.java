package io.meterhouse.benchmarks.aggregate;

import static io.meterhouse.benchmarks.aggregate.AggregatePhases.job;
import static io.meterhouse.benchmarks.aggregate.AggregatePhases.loop;
import static io.meterhouse.benchmarks.aggregate.AggregatePhases.smaller;
import static io.meterhouse.benchmarks.aggregate.AggregatePhases.tenants;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Ratios;
import io.meterhouse.benchmarks.report.Spread;
import io.meterhouse.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What the figures say: ratios within one round each, and what the state costs. */
final class AggregateClaims {

  private static final Target RATIO = new Target.AtLeast(0.5);

  private final AggregatePlan plan;
  private final AggregateBenchmark.Result result;
  private final List<Claim> claims = new ArrayList<>();

  private AggregateClaims(AggregatePlan plan, AggregateBenchmark.Result result) {
    this.plan = plan;
    this.result = result;
  }

  static List<Claim> of(AggregatePlan plan, AggregateBenchmark.Result result) {
    AggregateClaims made = new AggregateClaims(plan, result);
    made.speed();
    made.each("state of a million identities", "MB", JobFigures::stateMegabytesPerMillion);
    made.each("of that the identities themselves", "MB", JobFigures::identityMegabytesPerMillion);
    made.each("start with its state", "s", JobFigures::startSeconds);
    made.each("start without, restored from the log", "s", JobFigures::restoreSeconds);
    made.each("restoring a million identities", "s", JobFigures::restoreSecondsPerMillion);
    if (plan.identities() > 0) {
      made.beside();
    }
    return made.claims;
  }

  private void speed() {
    Ratios ratios = new Ratios(result.phases());
    for (int each : plan.tenants()) {
      claims.add(
          new Claim(
              job(each) + " / bare loop",
              "",
              ratios.of(job(each), loop(each), Phase::eventsPerSecond),
              RATIO));
    }
    for (int each : plan.tenants()) {
      claims.add(
          new Claim(
              tenants(each) + ", CPU of an event / bare loop's",
              "",
              ratios.of(job(each), loop(each), AggregateClaims::micros),
              null));
    }
    int most = plan.mostTenants();
    claims.add(
        new Claim(
            "%s, CPU of an event of %,d / of %,d"
                .formatted(tenants(most), plan.events(), plan.fewerEvents()),
            "",
            ratios.of(job(most), smaller(most), AggregateClaims::micros),
            null));
    if (plan.tenants().size() > 1) {
      int fewest = plan.tenants().stream().mapToInt(Integer::intValue).min().orElseThrow();
      claims.add(
          new Claim(
              "rate with %s / with %s".formatted(tenants(most), tenants(fewest)),
              "",
              ratios.of(job(most), job(fewest), Phase::eventsPerSecond),
              null));
    }
  }

  private void beside() {
    Ratios ratios = new Ratios(result.phases());
    int most = plan.mostTenants();
    String many = AggregatePhases.beside(most, plan.identities());
    String beside = "beside %,d identities".formatted(plan.identities());
    claims.add(
        new Claim(
            "CPU of an event " + beside + " / without",
            "",
            ratios.of(many, job(most), AggregateClaims::micros),
            null));
    claims.add(
        new Claim(
            "rate " + beside + " / without",
            "",
            ratios.of(many, job(most), Phase::eventsPerSecond),
            null));
    besides(beside + ", state of a million", "MB", JobFigures::stateMegabytesPerMillion);
    besides(beside + ", start with the state", "s", JobFigures::startSeconds);
    besides(beside + ", restored from the log", "s", JobFigures::restoreSeconds);
    claims.add(
        new Claim(
            beside + ", from then until the engines were quiet",
            "s",
            Spread.of(
                result.beside().stream().map(each -> each.rest().toMillis() / 1_000.0).toList()),
            null));
  }

  private void besides(String name, String unit, ToDoubleFunction<JobFigures> figure) {
    Stream<JobFigures> rounds = result.beside().stream().map(Trial.Beside::figures);
    claims.add(new Claim(name, unit, spread(rounds, figure), null));
  }

  private static double micros(Phase phase) {
    return phase.clientMicrosPerEvent() + phase.brokerMicrosPerEvent();
  }

  private void each(String name, String unit, ToDoubleFunction<JobFigures> figure) {
    for (int each : plan.tenants()) {
      Stream<JobFigures> rounds =
          result.figures().stream().filter(figures -> figures.tenants() == each);
      claims.add(new Claim(tenants(each) + ", " + name, unit, spread(rounds, figure), null));
    }
  }

  private static Spread spread(Stream<JobFigures> rounds, ToDoubleFunction<JobFigures> figure) {
    return Spread.of(rounds.mapToDouble(figure).boxed().toList());
  }
}
