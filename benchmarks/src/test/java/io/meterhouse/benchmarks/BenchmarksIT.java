package io.meterhouse.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it, too short to say anything about speed. */
class BenchmarksIT {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

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
  void shouldRefuseAPlanThatMeasuresNothing() {
    assertThat(run("ingest", "--seconds=0")).isEqualTo(2);
    assertThat(run("ingest", "--batch=0")).isEqualTo(2);
    assertThat(run()).isEqualTo(2);
  }

  private int run(String... arguments) {
    return BenchmarksMain.run(
        Map.of(),
        InstantSource.system(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        arguments);
  }

  private static String text(ByteArrayOutputStream printed) {
    return printed.toString(StandardCharsets.UTF_8);
  }
}
