package io.meterhouse.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** A report for people: the claims first, the raw figures after them. */
public final class ReportText {

  private static final String NONE = "-";
  private static final String CLAIMS = "%-58s %9s %19s %9s  %s";
  private static final int NAME_WIDTH = 32;
  private static final String CPU = "CPU, us/event";

  /**
   * @param figure of all rounds of one phase, as text; {@link #NONE} where there is none
   */
  private record Column(String title, int width, Function<List<Phase>, String> figure) {

    String cell(String text) {
      return String.format(Locale.ROOT, " %" + width + "s", text);
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          new Column("requests/s", 10, ReportText::requests),
          new Column("events/s", 10, rounds -> whole(median(rounds, Phase::eventsPerSecond))),
          new Column("p50 ms", 8, rounds -> millis(rounds, Latency::p50Millis)),
          new Column("p99 ms", 8, rounds -> millis(rounds, Latency::p99Millis)),
          new Column("p99.9 ms", 8, rounds -> millis(rounds, Latency::p999Millis)),
          new Column("B/event", 9, ReportText::bytes),
          new Column("server", 8, ReportText::server),
          new Column("broker", 8, ReportText::broker),
          new Column("client", 8, rounds -> number(median(rounds, Phase::clientMicrosPerEvent))));

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
    line(CLAIMS.formatted("CLAIM", "median", "lowest .. highest", "target", ""));
    for (Claim claim : report.claims()) {
      Target target = claim.target();
      line(
          CLAIMS.formatted(
              claim.unit().isEmpty() ? claim.name() : claim.name() + ", " + claim.unit(),
              number(claim.spread().median()),
              number(claim.spread().lowest()) + " .. " + number(claim.spread().highest()),
              target == null ? "" : target.text(),
              claim.verdict()));
    }
  }

  private void figures() {
    List<List<Phase>> rows =
        report.phases().stream().map(Phase::name).distinct().map(this::rounds).toList();
    // What no phase of this benchmark has is not shown as a column of dashes.
    List<Column> columns =
        COLUMNS.stream()
            .filter(column -> rows.stream().anyMatch(row -> !column.figure.apply(row).equals(NONE)))
            .toList();
    line(name("RAW, MEDIAN OF THE ROUNDS") + cells(columns, Column::title));
    for (List<Phase> row : rows) {
      line(name(row.getFirst().name()) + cells(columns, column -> column.figure.apply(row)));
    }
    // Under the last of the columns that it speaks of.
    line(
        " ".repeat(name("").length() + cells(columns, Column::title).length() - CPU.length())
            + CPU);
  }

  private List<Phase> rounds(String name) {
    return report.phases().stream().filter(phase -> phase.name().equals(name)).toList();
  }

  private String name(String text) {
    int width =
        report.phases().stream()
            .mapToInt(phase -> phase.name().length())
            .reduce(NAME_WIDTH, Math::max);
    return String.format(Locale.ROOT, "%-" + width + "s", text);
  }

  private static String cells(List<Column> columns, Function<Column, String> text) {
    return columns.stream()
        .map(column -> column.cell(text.apply(column)))
        .collect(Collectors.joining());
  }

  private static String requests(List<Phase> rounds) {
    return rounds.getFirst().requests() > 0
        ? whole(median(rounds, Phase::requestsPerSecond))
        : NONE;
  }

  private static String bytes(List<Phase> rounds) {
    return rounds.getFirst().cost().allocatedBytes() > 0
        ? whole(median(rounds, Phase::allocatedBytesPerEvent))
        : NONE;
  }

  private static String server(List<Phase> rounds) {
    return rounds.getFirst().cost().serverCpu().isZero()
        ? NONE
        : number(median(rounds, Phase::serverMicrosPerEvent));
  }

  private static String broker(List<Phase> rounds) {
    return rounds.getFirst().cost().brokerCpu().isZero()
        ? NONE
        : number(median(rounds, Phase::brokerMicrosPerEvent));
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

  private static String whole(double figure) {
    return String.format(Locale.ROOT, "%.0f", figure);
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
