package io.meterhouse.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Cost COST =
      new Cost(8_000, Duration.ofMillis(2), Duration.ofMillis(1), Duration.ofMillis(4));

  private static final Phase PHASE =
      new Phase(
          "batches of 100, peak",
          1,
          10,
          1_000,
          Duration.ofMillis(500),
          new Latency(1, 20, 300, 400),
          COST);

  private static final Phase WITHOUT_SERVER =
      new Phase(
          "bare producer",
          1,
          4_000,
          4_000,
          Duration.ofSeconds(1),
          null,
          new Cost(0, Duration.ZERO, Duration.ofMillis(4), Duration.ofMillis(8)));

  @Test
  void shouldTellRatesAndCostsOfOneEvent() {
    assertThat(
            List.of(
                PHASE.requestsPerSecond(),
                PHASE.eventsPerSecond(),
                PHASE.allocatedBytesPerEvent(),
                PHASE.serverMicrosPerEvent(),
                PHASE.brokerMicrosPerEvent(),
                PHASE.clientMicrosPerEvent()))
        .containsExactly(20.0, 2_000.0, 8.0, 2.0, 1.0, 4.0);
  }

  @Test
  void shouldCountWhatWasUsedBetweenTwoReadings() {
    Cost later = new Cost(9_000, Duration.ofMillis(5), Duration.ofMillis(3), Duration.ofMillis(10));

    assertThat(later.since(COST))
        .isEqualTo(
            new Cost(1_000, Duration.ofMillis(3), Duration.ofMillis(2), Duration.ofMillis(6)));
  }

  @Test
  void shouldTellPercentilesInMilliseconds() {
    Histogram nanos = new Histogram(5);
    for (int i = 1; i <= 1_000; i++) {
      nanos.recordValue(Duration.ofMillis(i).toNanos());
    }

    Latency latency = Latency.of(nanos);

    assertThat(List.of(latency.p50Millis(), latency.p99Millis(), latency.p999Millis()))
        .usingElementComparator((a, b) -> Math.abs(a - b) < 0.1 ? 0 : Double.compare(a, b))
        .containsExactly(500.0, 990.0, 999.0);
  }

  @Test
  void shouldJudgeTheMedianByItsTarget() {
    Spread spread = new Spread(0.6, 0.1, 0.9);

    assertThat(new Claim("a", "", spread, new Target.AtLeast(0.6)).verdict()).isEqualTo("met");
    assertThat(new Claim("a", "", spread, new Target.AtLeast(0.61)).verdict()).isEqualTo("MISSED");
    assertThat(new Claim("a", "ms", spread, new Target.Below(0.6)).verdict()).isEqualTo("MISSED");
    assertThat(new Claim("a", "", spread, null).verdict()).isEmpty();
  }

  @Test
  void shouldPrintClaimsWithTheirTargetsAndFiguresOfEachPhase() {
    String text = ReportText.of(report());

    assertThat(text.lines())
        .anySatisfy(
            line ->
                assertThat(line.replaceAll(" +", " "))
                    .isEqualTo("half of peak: p99 ack, ms 12.3 9.50 .. 101 < 50 met"))
        .anySatisfy(
            line ->
                assertThat(line.replaceAll(" +", " "))
                    .isEqualTo("batches of 100, peak 20 2000 1.00 20.0 300 8 2.00 1.00 4.00"))
        .anySatisfy(
            line ->
                assertThat(line.replaceAll(" +", " "))
                    .isEqualTo("bare producer 4000 4000 - - - - - 1.00 2.00"));
  }

  @Test
  void shouldShowNoColumnThatNoPhaseHas() {
    Phase loop =
        new Phase(
            "bare loop",
            1,
            0,
            4_000,
            Duration.ofSeconds(1),
            null,
            new Cost(8_000, Duration.ZERO, Duration.ofMillis(4), Duration.ofMillis(8)));
    Report report =
        new Report("title", report().machine(), List.of(), List.of(), List.of(loop, loop));

    assertThat(ReportText.of(report).lines().map(line -> line.replaceAll(" +", " ")).toList())
        .endsWith(
            "RAW, MEDIAN OF THE ROUNDS events/s B/event broker client",
            "bare loop 4000 2 1.00 2.00",
            " CPU, us/event");
  }

  @Test
  void shouldWriteEveryPhaseOfEveryRoundAsJson() {
    assertThat(ReportJson.tree(report()).path("phases"))
        .hasSize(2)
        .first()
        .satisfies(phase -> assertThat(phase.path("p999_millis").asDouble()).isEqualTo(300.0));
    assertThat(ReportJson.tree(report()).at("/claims/0/verdict").asText()).isEqualTo("met");
  }

  private static Report report() {
    return new Report(
        "title",
        new Machine(2, 1L << 34, "system", "jvm", List.of("-Xmx1g"), 0.5),
        List.of("how"),
        List.of(
            new Claim(
                "half of peak: p99 ack",
                "ms",
                new Spread(12.34, 9.5, 101.2),
                new Target.Below(50))),
        List.of(PHASE, WITHOUT_SERVER));
  }
}
