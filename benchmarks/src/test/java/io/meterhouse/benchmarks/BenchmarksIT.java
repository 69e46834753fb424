package io.meterhouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, too short to say anything about speed. */
class BenchmarksIT {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path folder;

  @Test
  void shouldReportEveryFigureOfIngest() throws Exception {
    Path file = folder.resolve("figures.json");

    int exitCode =
        run(
            "ingest",
            "--seconds=0.3",
            "--warm-up=0",
            "--rounds=1",
            "--connections=4",
            "--batch=1,100",
            "--out=" + file);

    assertThat(exitCode).as(text(err)).isZero();
    assertThat(text(out))
        .contains("cores", "1 rounds, 0.3 s a phase")
        .contains(
            "batches of 100, peak / bare producer",
            "one event a request, peak / empty handler",
            "one event a request, half of peak: p99 ack, ms",
            "batches of 100, half of peak: p99 ack, ms")
        .containsPattern("(met|MISSED)\\R");
    JsonNode figures = new JsonMapper().readTree(file.toFile());
    assertThat(figures.path("phases").findValuesAsText("name"))
        .containsExactly(
            "bare producer",
            "empty handler",
            "empty handler behind our edge",
            "handler that forwards to Kafka",
            "one event a request, peak",
            "one event a request, half of peak",
            "batches of 100, peak",
            "batches of 100, half of peak");
    assertThat(figures.path("phases"))
        .allSatisfy(phase -> assertThat(phase.path("events").asLong()).isPositive());
  }

  @Test
  void shouldReportEveryFigureOfTheStreamJob() throws Exception {
    Path file = folder.resolve("figures.json");

    int exitCode =
        run(
            "aggregate",
            "--events=1000",
            "--tenants=30",
            "--rounds=1",
            "--warm-up=0",
            "--identities=5000",
            "--out=" + file);

    assertThat(exitCode).as(text(err)).isZero();
    assertThat(text(out))
        .contains("cores", "1 rounds, 1,000 records a trial")
        .containsPattern(
            "30 tenants, deduplicate \\+ aggregate / bare loop .* >= 0.50 +(met|MISSED)\\R")
        .contains(
            "30 tenants, CPU of an event / bare loop's",
            "30 tenants, CPU of an event of 1,000 / of 250",
            "30 tenants, state of a million identities, MB",
            "30 tenants, of that the identities themselves, MB",
            "30 tenants, start with its state, s",
            "30 tenants, start without, restored from the log, s",
            "30 tenants, restoring a million identities, s",
            "CPU of an event beside 5,000 identities / without",
            "beside 5,000 identities, restored from the log, s",
            "beside 5,000 identities, from then until the engines were quiet, s");
    JsonNode figures = new JsonMapper().readTree(file.toFile());
    assertThat(figures.path("phases").findValuesAsText("name"))
        .containsExactly(
            "30 tenants, bare loop",
            "30 tenants, deduplicate + aggregate",
            "30 tenants, deduplicate + aggregate, fewer records",
            "30 tenants, deduplicate + aggregate, beside 5,000 identities");
    assertThat(figures.path("phases").findValuesAsText("events"))
        .containsExactly("1000", "1000", "250", "1000");
    assertThat(figures.path("claims"))
        .filteredOn(claim -> claim.path("unit").asText().equals("MB"))
        .hasSize(3)
        .allSatisfy(claim -> assertThat(claim.path("median").asDouble()).isPositive());
  }

  @Test
  void shouldReportEveryFigureOfTheSinks() throws Exception {
    Path file = folder.resolve("figures.json");

    environment.put("METERHOUSE_SINK_MAX_DELAY", "50ms");

    int exitCode =
        run("sink", "--rows=2000", "--rounds=1", "--tenants=1", "--stored=6000", "--out=" + file);

    assertThat(exitCode).as(text(err)).isZero();
    assertThat(text(out))
        .contains("cores", "1 rounds, 2,000 rows of each table", "1 tenants")
        .containsPattern("usage_events, sink / from a file .* >= 0.70 +(met|MISSED)\\R")
        .containsPattern("usage_aggregates, sink / from a file .* >= 0.70 +(met|MISSED)\\R")
        .contains(
            "usage_events, CPU of a row / from a file",
            "usage_aggregates, CPU of a row / from a file",
            "usage_events, CPU of a row beside 6,000 rows / without",
            "usage_aggregates, rate beside 6,000 rows / without");
    JsonNode figures = new JsonMapper().readTree(file.toFile());
    assertThat(figures.path("phases").findValuesAsText("name"))
        .containsExactly(
            "usage_events, sink",
            "usage_events, from a file",
            "usage_events, sink, beside 6,000 rows",
            "usage_aggregates, sink",
            "usage_aggregates, from a file",
            "usage_aggregates, sink, beside 6,000 rows");
    assertThat(figures.path("phases"))
        .allSatisfy(phase -> assertThat(phase.path("events").asLong()).isEqualTo(2_000));
  }

  @Test
  void shouldReportEveryFigureOfRatingAndHoldEveryItemToItsAmount() throws Exception {
    Path file = folder.resolve("figures.json");

    int exitCode =
        run("rate", "--pairs=300", "--tenants=10", "--seconds=0", "--rounds=1", "--out=" + file);

    assertThat(exitCode).as(text(err)).isZero();
    assertThat(text(out))
        .contains("cores", "1 rounds, 300 pairs of 10 tenants")
        .containsPattern("slowest model, evaluations, M/s .* >= 1.00 +(met|MISSED)\\R")
        .containsPattern("running cost, p99, ms .* < 5000 +(met|MISSED)\\R")
        .contains(
            "slowest model / multiply and round",
            "all models in turn, evaluations, M/s",
            "item, two rules, evaluations, M/s",
            "300 dirty pairs, rated, s",
            "300 dirty pairs, rated and announced, s",
            "300 dirty pairs, rated again and nothing changed, s",
            "pairs rated / read and inserted");
    JsonNode figures = new JsonMapper().readTree(file.toFile());
    assertThat(figures.path("phases").findValuesAsText("name"))
        .contains("BigDecimal, multiply and round", "model, hybrid", "model, committed capacity")
        .endsWith(
            "dirty pairs, rated",
            "dirty pairs, rated again",
            "dirty pairs, read and inserted",
            "one change after another");
    assertThat(figures.path("phases"))
        .filteredOn(phase -> phase.path("name").asText().startsWith("dirty pairs"))
        .hasSize(3)
        .allSatisfy(phase -> assertThat(phase.path("events").asLong()).isEqualTo(300));
  }

  @Test
  void shouldReportEveryFigureOfABackfillAndCountEveryEventOnce() throws Exception {
    Path file = folder.resolve("figures.json");

    int exitCode =
        run(
            "backfill",
            "--events=500",
            "--live=300",
            "--tenants=5",
            "--days=2",
            "--rounds=1",
            "--warm-up=0",
            "--out=" + file);

    assertThat(exitCode).as(text(err)).isZero();
    assertThat(text(out))
        .contains("cores", "1 rounds, 300 live records and 500 of the backfill", "5 tenants")
        .containsPattern("rate of a backfill / live .* >= 0.33 +(met|MISSED)\\R")
        .contains(
            "CPU of an event, backfill / live",
            "backfill, stretches asked for",
            "backfill, raw events folded / events",
            "backfill, windows published / windows",
            "backfill, rows read by ClickHouse / events");
    JsonNode figures = new JsonMapper().readTree(file.toFile());
    assertThat(figures.path("phases").findValuesAsText("name")).containsExactly("live", "backfill");
    assertThat(figures.path("phases").findValuesAsText("events")).containsExactly("300", "500");
  }

  @Test
  void shouldRefuseAPlanThatMeasuresNothing() {
    assertThat(run("ingest", "--seconds=0")).isEqualTo(2);
    assertThat(run("ingest", "--batch=0")).isEqualTo(2);
    assertThat(run("aggregate", "--events=99")).isEqualTo(2);
    assertThat(text(err)).contains("events: 99 (expected: 100 or more)");
    assertThat(run("aggregate", "--tenants=0")).isEqualTo(2);
    assertThat(text(err)).contains("tenants: [0] (expected: numbers from 1 to 1000000)");
    assertThat(run("aggregate", "--tenants=5,5")).isEqualTo(2);
    assertThat(text(err)).contains("tenants: [5, 5] (expected: each number once)");
    assertThat(run("aggregate", "--warm-up=7")).isEqualTo(2);
    assertThat(text(err)).contains("warm-up: 7 (expected: 0, or 100 events or more)");
    assertThat(run("sink", "--rows=0")).isEqualTo(2);
    assertThat(text(err)).contains("rows: 0 (expected: 1 to 5000000)");
    assertThat(run("sink", "--rounds=0")).isEqualTo(2);
    assertThat(text(err)).contains("rounds: 0 (expected: 1 or more)");
    assertThat(run("sink", "--tenants=0")).isEqualTo(2);
    assertThat(text(err)).contains("tenants: 0 (expected: 1 or more)");
    assertThat(run("sink", "--rows=1000", "--stored=1500")).isEqualTo(2);
    assertThat(text(err))
        .contains("stored: 1500 (expected: 0, or a multiple of the 1000 rows, up to 65535 times)");
    assertThat(run("rate", "--pairs=0")).isEqualTo(2);
    assertThat(text(err)).contains("pairs: 0 (expected: 1 to 250000)");
    assertThat(run("rate", "--pairs=5")).isEqualTo(2);
    assertThat(text(err)).contains("tenants: 1000 (expected: 1 to the number of pairs)");
    assertThat(run("backfill", "--days=0")).isEqualTo(2);
    assertThat(text(err)).contains("days: 0 (expected: 1 to 100)");
    assertThat(run("backfill", "--events=many")).isEqualTo(2);
    assertThat(text(err)).contains("Invalid value for option '--events': 'many' is not a long");
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void shouldExplainTheOptionsOfEveryBenchmark() {
    assertThat(run("--help")).isZero();
    assertThat(text(out)).contains("ingest", "aggregate", "sink", "rate", "backfill");
    assertThat(run("aggregate", "--help")).isZero();
    assertThat(text(out)).contains("--events=N", "--tenants=N", "--warm-up=N", "--profile=DIR");
    assertThat(run("sink", "--help")).isZero();
    assertThat(text(out)).contains("--rows=N", "--rounds=N", "--tenants=N", "--out=FILE");
    assertThat(run("rate", "--help")).isZero();
    assertThat(text(out)).contains("--pairs=N", "--tenants=N", "--seconds=N", "--profile=DIR");
    assertThat(run("backfill", "--help")).isZero();
    assertThat(text(out)).contains("--events=N", "--days=N", "--rounds=N", "--warm-up=N");
  }

  private int run(String... arguments) {
    return BenchmarksMain.run(
        environment,
        InstantSource.system(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private static String text(ByteArrayOutputStream printed) {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
