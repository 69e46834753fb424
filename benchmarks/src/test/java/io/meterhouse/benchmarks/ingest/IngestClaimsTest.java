package io.meterhouse.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.benchmarks.report.Claim;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.report.Latency;
import io.meterhouse.benchmarks.report.Phase;
import io.meterhouse.benchmarks.report.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngestClaimsTest {

  private static final Cost FREE = new Cost(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

  @Test
  void shouldSetEachRoundAgainstTheBaselinesOfTheSameRound() {
    List<Phase> phases = new ArrayList<>();
    // The machine is half as fast in the second round, and a ratio does not see it.
    for (int round = 1; round <= 2; round++) {
      long speed = round == 1 ? 2 : 1;
      phases.add(phase(IngestPhases.PRODUCER, round, 10_000 * speed, 1));
      phases.add(phase(IngestPhases.JAVALIN, round, 1_000 * speed, 1));
      phases.add(phase(IngestPhases.EDGE, round, 800 * speed, 1));
      phases.add(phase(IngestPhases.FORWARDER, round, 625 * speed, 1));
      phases.add(phase(IngestPhases.peak(1), round, 500 * speed, 1));
      phases.add(phase(IngestPhases.half(1), round, 250 * speed, 1));
      phases.add(phase(IngestPhases.peak(100), round, 70 * speed, 100));
      phases.add(phase(IngestPhases.half(100), round, 35 * speed, 100));
    }
    IngestPlan plan = new IngestPlan(Duration.ofSeconds(1), Duration.ZERO, 2, 64, List.of(1, 100));

    List<Claim> claims = IngestClaims.of(plan, phases);

    assertThat(claims.stream().map(claim -> told(claim)))
        .containsExactly(
            "one event a request, peak / bare producer 0.05 ",
            "batches of 100, peak / bare producer 0.7 met",
            "one event a request, peak / empty handler 0.5 MISSED",
            "one event a request, peak / empty handler behind our edge 0.625 ",
            "one event a request, peak / handler that forwards to Kafka 0.8 ",
            "empty handler behind our edge / empty handler 0.8 ",
            "handler that forwards to Kafka / empty handler 0.625 ",
            "one event a request, half of peak: p99 ack 3.0 met",
            "batches of 100, half of peak: p99 ack 3.0 met");
    assertThat(claims.get(1).spread()).isEqualTo(new Spread(0.7, 0.7, 0.7));
  }

  @Test
  void shouldUseFewerConnectionsForLargeBatches() {
    IngestPlan plan = new IngestPlan(Duration.ofSeconds(1), Duration.ZERO, 1, 64, List.of(1));

    assertThat(List.of(1, 100, 1_000, 10_000))
        .extracting(plan::connectionsFor)
        .containsExactly(64, 64, 12, 4);
  }

  private static String told(Claim claim) {
    return claim.name() + " " + claim.spread().median() + " " + claim.verdict();
  }

  private static Phase phase(String name, int round, long requests, int batch) {
    return new Phase(
        name,
        round,
        requests,
        requests * batch,
        Duration.ofSeconds(1),
        new Latency(1, 3, 5, 7),
        FREE);
  }
}
