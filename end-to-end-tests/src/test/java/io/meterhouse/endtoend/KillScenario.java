package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.endtoend.TestClient.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Events 1 to n with as many units each, so that one lost or counted twice changes the sum. */
final class KillScenario {

  static final int BATCHES = 60;
  static final int EVENTS_A_BATCH = 100;
  static final int EVENTS = BATCHES * EVENTS_A_BATCH;

  private static final String UNITS = Long.toString((long) EVENTS * (EVENTS + 1) / 2);
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final TestClient client;

  KillScenario(TestClient client) {
    this.client = client;
  }

  /** What became of the accepted events. */
  record Ledger(long accepted, long unique, long duplicates, long rejected) {}

  void create() throws IOException, InterruptedException {
    created("/api/v1/tenants", "{\"tenant_id\":\"TEN-kill\",\"tenant_name\":\"Kill\"}");
    created(
        "/api/v1/meters",
        """
        {"code":"units","name":"Units","event_type":"work","aggregation":"SUM",
         "value_property":"$.units","unit":"unit","tenant_id":"TEN-kill"}
        """);
    Answer model =
        created(
            "/api/v1/pricing/models",
            """
            {"tenantId":"TEN-kill","name":"Units","modelType":"flat",
             "config":{"basePrice":0.01,"currency":"USD","usageMetric":"units"}}
            """);
    created(
        "/api/v1/pricing/scopes",
        """
        {"tenantId":"TEN-kill","pricingModelId":"%s","scopeType":"global"}
        """
            .formatted(model.body().path("id").asText()));
  }

  private Answer created(String path, String body) throws IOException, InterruptedException {
    Answer answer = client.post(path, body);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    return answer;
  }

  /** Posts one batch after the other until the server is gone. */
  Posting postInTheBackground() {
    return new Posting(
        CompletableFuture.supplyAsync(this::postUntilNobodyAnswers, Thread::startVirtualThread));
  }

  private long postUntilNobodyAnswers() {
    long answered = 0;
    try {
      for (int batch = 0; ; batch = (batch + 1) % BATCHES) {
        Answer answer = client.post("/api/v1/events", events(batch));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(202);
        answered += answer.body().path("accepted").asLong();
      }
    } catch (IOException e) {
      return answered;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return answered;
    }
  }

  /** A posting that ends when nobody answers any more. */
  record Posting(CompletableFuture<Long> acceptedEvents) {

    /** The number of events whose acceptance was told. */
    long awaitEnd() throws InterruptedException, ExecutionException, TimeoutException {
      return acceptedEvents.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  void postAll() {
    postAll(batch -> {});
  }

  /** Posts each batch until it is accepted, as SDKs do. */
  void postAll(IntConsumer beforeEach) {
    for (int batch = 0; batch < BATCHES; batch++) {
      beforeEach.accept(batch);
      String events = events(batch);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(client.post("/api/v1/events", events))
                      .returns(202, Answer::status)
                      .returns(EVENTS_A_BATCH, answer -> answer.body().path("accepted").asInt()));
    }
  }

  /** Waits until usage and bill have each unit once. */
  void awaitFigures(Duration patience) {
    await().atMost(patience).untilAsserted(() -> assertThat(counted()).isEqualTo(UNITS));
    await().atMost(patience).untilAsserted(() -> assertThat(billed()).isEqualTo(UNITS));
  }

  Ledger ledger() throws IOException, InterruptedException {
    JsonNode ledger = client.get("/api/v1/usage/ledger?tenant_id=TEN-kill").body();
    return new Ledger(
        ledger.path("accepted").asLong(),
        ledger.path("unique").asLong(),
        ledger.path("duplicates").asLong(),
        ledger.path("rejected").asLong());
  }

  private String counted() throws IOException, InterruptedException {
    return client
        .get(
            "/api/v1/meters/units/query?tenant_id=TEN-kill&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z")
        .body()
        .path("rows")
        .path(0)
        .path("value")
        .asText();
  }

  private String billed() throws IOException, InterruptedException {
    return client
        .get("/api/v1/billing/rated-items?tenantId=TEN-kill")
        .body()
        .path("items")
        .path(0)
        .path("quantity")
        .asText();
  }

  private static String events(int batch) {
    return IntStream.rangeClosed(batch * EVENTS_A_BATCH + 1, (batch + 1) * EVENTS_A_BATCH)
        .mapToObj(
            n ->
                """
                {"specversion":"1.0","id":"%d","source":"kill","type":"work","tenantid":"TEN-kill",
                 "time":"2026-11-01T10:%02d:00Z","data":{"units":%d}}
                """
                    .formatted(n, n % 60, n))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
