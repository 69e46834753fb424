package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.allinone.MeterhouseMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises P2, P3 and P7 as an operator has them checked, beside a Meterhouse that runs. */
class AuditCommandIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @TempDir private Path folder;

  private record Result(int exitCode, String output) {}

  @Test
  void shouldFindNothingUntilAFigureIsWrongAndThenSayWhichOne() throws Exception {
    Path data = folder.resolve("data");
    try (MeterhouseProcess up =
            MeterhouseProcess.start(Map.of(), "up", "--port", "0", "--data-dir", data.toString());
        TestClient client = TestClient.of(up.awaitReady(), data)) {
      KillScenario scenario = new KillScenario(client);
      scenario.create();
      scenario.postAll();
      scenario.awaitFigures(PATIENCE);

      // What was accepted in the present minute is not settled before its end.
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(5))
          .untilAsserted(
              () ->
                  assertThat(audit())
                      .returns(0, Result::exitCode)
                      .extracting(Result::output)
                      .asString()
                      .contains("all tenants", "P2", "60 windows", "from 6,000 events", "1 items")
                      .doesNotContain("differ\n"));
      assertThat(auditOfItsOwn()).as("as the launcher starts it").returns(0, Result::exitCode);

      String wrong =
          "INSERT INTO usage_aggregates SELECT * REPLACE (sum + 1 AS sum) FROM usage_aggregates"
              + " FINAL WHERE toMinute(window_start) = 7";
      sql(data, wrong);

      Result told = audit("--json");
      assertThat(told.exitCode()).as(told.output()).isEqualTo(1);
      JsonNode report = JsonMapper.builder().build().readTree(told.output());
      assertThat(report.path("differences").path(0).path("meter").asText()).isEqualTo("units");
      assertThat(report.path("differences").path(0).path("from").asText())
          .isEqualTo("2026-11-01T10:07:00Z");
      assertThat(report.path("clean").asBoolean(true)).isFalse();
      assertThat(audit("--tenant", "TEN-other").exitCode()).isZero();

      assertThat(audit("--repair"))
          .returns(0, Result::exitCode)
          .extracting(Result::output)
          .asString()
          .contains(
              "repair: 1 stretches of event time were folded again, 1 windows are right now",
              "TEN-kill, meter units version 1, subject '', window 2026-11-01T10:07:00Z")
          .doesNotContain("differ\n");

      shouldSayWhichItemIsWrongAndHaveItRatedAgain(data);
      assertThat(audit().exitCode()).as("what repair says is so").isZero();
    }
    assertThat(auditOfItsOwn())
        .returns(1, Result::exitCode)
        .extracting(Result::output)
        .asString()
        .contains("no Meterhouse runs on " + data, "METERHOUSE_CLICKHOUSE_URL");
  }

  private void shouldSayWhichItemIsWrongAndHaveItRatedAgain(Path data) throws Exception {
    String whose = "TEN-kill, meter units, subject '', cycle 2026-11-01T00:00:00Z to 2026-12-01";
    bill(data, "UPDATE billing_items SET total_amount = total_amount + 0.01");
    assertThat(audit())
        .returns(1, Result::exitCode)
        .extracting(Result::output)
        .asString()
        .contains("P7  " + whose, "1 differ", "expected quantity 18003000, ");
    repaired(whose);

    sql(
        data,
        "INSERT INTO rated_items SELECT * REPLACE (total_amount + 1 AS total_amount) FROM rated_items FINAL");
    Result told = audit("--json");
    assertThat(told.exitCode()).as(told.output()).isEqualTo(1);
    JsonNode found = JsonMapper.builder().build().readTree(told.output());
    assertThatObject(found.path("differences").path(0))
        .returns("P7", each -> each.path("promise").asText())
        .returns("COPY", each -> each.path("kind").asText())
        .returns("TEN-kill", each -> each.path("tenant_id").asText())
        .returns("units", each -> each.path("meter").asText());
    repaired(whose);

    bill(data, "DELETE FROM billing_items");
    repaired(whose);
  }

  private void repaired(String whose) {
    assertThat(audit("--repair"))
        .returns(0, Result::exitCode)
        .extracting(Result::output)
        .asString()
        .contains("1 items are right now", whose)
        .doesNotContain("differ\n");
  }

  @Test
  void shouldRefuseWrongUse() {
    assertThat(audit("--from", "yesterday")).returns(2, Result::exitCode);
    assertThat(audit("--tenant", "acme")).returns(2, Result::exitCode);
    assertThat(audit("--from", "2026-11-21T10:00:00Z", "--to", "2026-11-21T10:00:00Z"))
        .returns(2, Result::exitCode)
        .extracting(Result::output)
        .asString()
        .contains("expected: the first before the second");
  }

  /** In this process: a JVM for each would cost more than all the rest of the test. */
  private Result audit(String... options) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      int exitCode =
          MeterhouseMain.execute(
              Map.of("METERHOUSE_STARTUP_TIMEOUT", "5m"),
              InstantSource.system(),
              both,
              both,
              arguments(options));
      return new Result(exitCode, printed.toString(StandardCharsets.UTF_8));
    }
  }

  private Result auditOfItsOwn() throws InterruptedException {
    try (MeterhouseProcess audit = MeterhouseProcess.start(Map.of(), arguments())) {
      return new Result(audit.awaitExit(), audit.output());
    }
  }

  private String[] arguments(String... options) {
    return Stream.concat(
            Stream.of("audit", "--data-dir", folder.resolve("data").toString()),
            Arrays.stream(options))
        .toArray(String[]::new);
  }

  private static void bill(Path data, String statement) throws IOException, SQLException {
    JsonNode running =
        JsonMapper.builder().build().readTree(Files.readString(data.resolve("running.json")));
    try (Connection database =
            DriverManager.getConnection(
                running.path("METERHOUSE_POSTGRES_URL").asText(),
                running.path("METERHOUSE_POSTGRES_USER").asText(),
                running.path("METERHOUSE_POSTGRES_PASSWORD").asText());
        Statement change = database.createStatement()) {
      assertThat(change.executeUpdate(statement)).isEqualTo(1);
    }
  }

  private static void sql(Path data, String statement) throws IOException, InterruptedException {
    JsonNode running =
        JsonMapper.builder().build().readTree(Files.readString(data.resolve("running.json")));
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(
                      URI.create(
                          running.path("METERHOUSE_CLICKHOUSE_URL").asText()
                              + "/?database="
                              + running.path("METERHOUSE_CLICKHOUSE_DATABASE").asText()))
                  .POST(HttpRequest.BodyPublishers.ofString(statement))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }
}
