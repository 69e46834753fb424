package io.meterhouse.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A report for people: the claims first, the raw figures after them. */
public final class ReportText {

  private static final String NONE = "-";

  private final StringBuilder out = new StringBuilder();
  private final Report report;

  private ReportText(Report report) {
    this.report = report;
  }

  /** Lines, the last one ended. */
  public static String of(Report report) {
    return new ReportText(report).text();
  }

  private String text() {
    line(report.title());
    line("  machine   " + report.machine().text());
    report.how().forEach(how -> line("  run       " + how));
    line("");
    claims();
    line("");
    figures();
    return out.toString();
  }

  private void claims() {
    line(
        String.format(
            Locale.ROOT, "%-58s %9s %19s %9s", "CLAIM", "median", "lowest .. highest", "target"));
    for (Claim claim : report.claims()) {
      String unit = claim.unit().isEmpty() ? "" : " " + claim.unit();
      Target target = claim.target();
      line(
          String.format(
              Locale.ROOT,
              "%-58s %9s %19s %9s  %s",
              claim.name() + (unit.isEmpty() ? "" : "," + unit),
              number(claim.spread().median()),
              number(claim.spread().lowest()) + " .. " + number(claim.spread().highest()),
              target == null ? "" : target.text(),
              claim.verdict()));
    }
  }

  private void figures() {
    line(
        String.format(
            Locale.ROOT,
            "%-32s %10s %10s %8s %8s %8s %9s %8s %8s %8s",
            "RAW, MEDIAN OF THE ROUNDS",
            "requests/s",
            "events/s",
            "p50 ms",
            "p99 ms",
            "p99.9 ms",
            "B/event",
            "server",
            "broker",
            "client"));
    report.phases().stream().map(Phase::name).distinct().forEach(this::figures);
    line(
        String.format(
            Locale.ROOT,
            "%-32s %10s %10s %8s %8s %8s %9s %26s",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "CPU, us/event"));
  }

  private void figures(String name) {
    List<Phase> rounds =
        report.phases().stream().filter(phase -> phase.name().equals(name)).toList();
    boolean hasServer = rounds.getFirst().cost().allocatedBytes() > 0;
    line(
        String.format(
            Locale.ROOT,
            "%-32s %10.0f %10.0f %8s %8s %8s %9s %8s %8s %8s",
            name,
            median(rounds, Phase::requestsPerSecond),
            median(rounds, Phase::eventsPerSecond),
            millis(rounds, Latency::p50Millis),
            millis(rounds, Latency::p99Millis),
            millis(rounds, Latency::p999Millis),
            hasServer ? "%.0f".formatted(median(rounds, Phase::allocatedBytesPerEvent)) : NONE,
            hasServer ? number(median(rounds, Phase::serverMicrosPerEvent)) : NONE,
            number(median(rounds, Phase::brokerMicrosPerEvent)),
            number(median(rounds, Phase::clientMicrosPerEvent))));
  }

  private static String millis(List<Phase> rounds, Function<Latency, Double> percentile) {
    return rounds.getFirst().latency() == null
        ? NONE
        : number(
            median(rounds, phase -> percentile.apply(Objects.requireNonNull(phase.latency()))));
  }

  private static double median(List<Phase> rounds, ToDoubleFunction<Phase> figure) {
    return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList()).median();
  }

  /** Three digits say all that such a figure can. */
  private static String number(double figure) {
    String format = figure >= 100 ? "%.0f" : figure >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, figure);
  }

  private void line(String text) {
    out.append(text.stripTrailing()).append(System.lineSeparator());
  }
}
