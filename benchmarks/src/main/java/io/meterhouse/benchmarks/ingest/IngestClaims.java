package io.meterhouse.benchmarks.ingest;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Latency;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Ratios;
import io.meterhouse.benchmarks.report.Spread;
import io.meterhouse.benchmarks.report.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What the figures say: ratios within one round each, and the latency that was promised. */
final class IngestClaims {

  /** The batch that the promise against the bare producer speaks of. */
  static final int PROMISED_BATCH = 100;

  private static final Target RATIO = new Target.AtLeast(0.6);
  private static final Target ACK_MILLIS = new Target.Below(50);

  private final Ratios ratios;
  private final List<Claim> claims = new ArrayList<>();

  private IngestClaims(List<Phase> phases) {
    this.ratios = new Ratios(phases);
  }

  static List<Claim> of(IngestPlan plan, List<Phase> phases) {
    IngestClaims made = new IngestClaims(phases);
    for (int batch : plan.batches()) {
      made.ratio(
          IngestPhases.peak(batch),
          IngestPhases.PRODUCER,
          Phase::eventsPerSecond,
          batch == PROMISED_BATCH ? RATIO : null);
    }
    if (plan.batches().contains(1)) {
      String single = IngestPhases.peak(1);
      made.ratio(single, IngestPhases.JAVALIN, Phase::requestsPerSecond, RATIO);
      made.ratio(single, IngestPhases.EDGE, Phase::requestsPerSecond, null);
      made.ratio(single, IngestPhases.FORWARDER, Phase::requestsPerSecond, null);
    }
    made.ratio(IngestPhases.EDGE, IngestPhases.JAVALIN, Phase::requestsPerSecond, null);
    made.ratio(IngestPhases.FORWARDER, IngestPhases.JAVALIN, Phase::requestsPerSecond, null);
    plan.batches().forEach(batch -> made.latency(IngestPhases.half(batch)));
    return made.claims;
  }

  private void ratio(String of, String to, ToDoubleFunction<Phase> rate, @Nullable Target target) {
    claims.add(new Claim(of + " / " + to, "", ratios.of(of, to, rate), target));
  }

  private void latency(String phase) {
    List<Double> millis =
        ratios.named(phase).stream()
            .map(Phase::latency)
            .map(Objects::requireNonNull)
            .map(Latency::p99Millis)
            .toList();
    claims.add(new Claim(phase + ": p99 ack", "ms", Spread.of(millis), ACK_MILLIS));
  }
}
