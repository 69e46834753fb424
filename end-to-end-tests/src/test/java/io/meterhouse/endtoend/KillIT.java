package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.endtoend.TestClient.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises P2, P3 and P4 on the whole product: killed in the middle, retried from the start. */
class KillIT {

  private static final int BATCHES = 60;
  private static final int BATCH = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void shouldCountEachAcceptedEventOnceWhenEverythingIsKilledInTheMiddle() throws Exception {
    long acceptedBeforeTheKill = 0;
    try (MeterhouseProcess first = up()) {
      TestClient client = new TestClient(first.awaitReady());
      create(client);
      for (int batch = 0; batch < BATCHES / 2; batch++) {
        acceptedBeforeTheKill += accepted(client.post("/api/v1/events", events(batch)));
      }
      first.kill();
      client.close();
    }

    try (MeterhouseProcess second = up();
        TestClient client = new TestClient(second.awaitReady())) {
      for (int batch = 0; batch < BATCHES; batch++) {
        accepted(client.post("/api/v1/events", events(batch)));
      }
      long accepted = acceptedBeforeTheKill + (long) BATCHES * BATCH;
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(ledger(client))
                      .isEqualTo(
                          "%d = %d + %d + 0"
                              .formatted(
                                  accepted, BATCHES * BATCH, acceptedBeforeTheKill(accepted))));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(total(client)).isEqualTo("18003000"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(billed(client)).isEqualTo("18003000"));
    }
  }

  @Test
  void shouldGoOnByItselfWhenAnEngineIsKilled() throws Exception {
    try (MeterhouseProcess up = up();
        TestClient client = new TestClient(up.awaitReady())) {
      create(client);
      for (int batch = 0; batch < BATCHES; batch++) {
        if (batch == BATCHES / 3) {
          up.killChild("KafkaServerMain");
        }
        if (batch == BATCHES * 2 / 3) {
          up.killChild("ClickHouseServerMain");
        }
        acceptedInTheEnd(client, events(batch));
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(total(client)).isEqualTo("18003000"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(billed(client)).isEqualTo("18003000"));
    }
  }

  /** Posts the same batch until it is accepted, as SDKs do; the broker may be away meanwhile. */
  private static void acceptedInTheEnd(TestClient client, String events) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(client.post("/api/v1/events", events).status()).isEqualTo(202));
  }

  private static long acceptedBeforeTheKill(long accepted) {
    return accepted - (long) BATCHES * BATCH;
  }

  private MeterhouseProcess up() {
    return MeterhouseProcess.start(Map.of(), "up", "--port", "0", "--data-dir", folder + "/data");
  }

  private static void create(TestClient client) throws IOException, InterruptedException {
    assertThat(
            client.post("/api/v1/tenants", "{\"tenant_id\":\"TEN-kill\",\"tenant_name\":\"Kill\"}"))
        .extracting(Answer::status)
        .isEqualTo(201);
    Answer meter =
        client.post(
            "/api/v1/meters",
            """
            {"code":"units","name":"Units","event_type":"work","aggregation":"SUM",
             "value_property":"$.units","unit":"unit","tenant_id":"TEN-kill"}
            """);
    assertThat(meter.status()).as(meter.toString()).isEqualTo(201);
    Answer price =
        client.post(
            "/api/v1/pricing/models",
            """
            {"tenantId":"TEN-kill","name":"Units","modelType":"flat",
             "config":{"basePrice":0.01,"currency":"USD","usageMetric":"units"}}
            """);
    assertThat(price.status()).as(price.toString()).isEqualTo(201);
  }

  /** Event n has n units, so that each that is lost or counted twice changes the sum. */
  private static String events(int batch) {
    return IntStream.rangeClosed(batch * BATCH + 1, (batch + 1) * BATCH)
        .mapToObj(
            n ->
                """
                {"specversion":"1.0","id":"%d","source":"kill","type":"work","tenantid":"TEN-kill",
                 "time":"2026-11-01T10:%02d:00Z","data":{"units":%d}}
                """
                    .formatted(n, n % 60, n))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static long accepted(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
    return answer.body().path("accepted").asLong();
  }

  private static String ledger(TestClient client) throws IOException, InterruptedException {
    var ledger = client.get("/api/v1/usage/ledger?tenant_id=TEN-kill").body();
    return "%s = %s + %s + %s"
        .formatted(
            ledger.path("accepted").asLong(),
            ledger.path("unique").asLong(),
            ledger.path("duplicates").asLong(),
            ledger.path("rejected").asLong());
  }

  private static String total(TestClient client) throws IOException, InterruptedException {
    return client
        .get(
            "/api/v1/meters/units/query?tenant_id=TEN-kill&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z")
        .body()
        .path("rows")
        .path(0)
        .path("value")
        .asText();
  }

  private static String billed(TestClient client) throws IOException, InterruptedException {
    return client
        .get("/api/v1/billing/rated-items?tenantId=TEN-kill")
        .body()
        .path("items")
        .path(0)
        .path("quantity")
        .asText();
  }
}
