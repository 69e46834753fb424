package io.meterhouse.query;

import static io.meterhouse.query.StoredRows.event;
import static io.meterhouse.query.StoredRows.ledger;
import static io.meterhouse.query.StoredRows.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.EventWriter;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.LedgerWriter;
import io.meterhouse.usagestore.RejectionWriter;
import io.meterhouse.usagestore.Watermarks;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How fresh the answers are, what became of every event, and what was refused. */
@ExtendWith(Engines.class)
class ProofIT {

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    new Watermarks(service.store())
        .record(Watermarks.USAGE, Instant.parse("2026-11-21T09:59:58.123Z"));
    new Watermarks(service.store())
        .record(Watermarks.LEDGER, Instant.parse("2026-11-21T09:59:57.456Z"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"freshness", "ledger", "snapshots"})
  void shouldAskForTheTenant(String route) {
    Answer refused = service.get("/api/v1/usage/" + route);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reasons()).contains("tenant_id: missing").doesNotHaveDuplicates();
  }

  @Test
  void shouldSayHowFreshItIs() {
    JsonNode freshness = service.get("/api/v1/usage/freshness?tenant_id=TEN-1").body();

    assertThat(freshness.path("watermark").asText()).isEqualTo("2026-11-21T09:59:58.123Z");
    assertThat(freshness.path("lag_millis").asLong()).isEqualTo(2_000);
  }

  @Test
  void shouldProveWhatBecameOfEveryEventOfOneTenant() {
    new LedgerWriter(service.store())
        .write(
            List.of(
                ledger("TEN-led", 0, 5, 3, 1),
                ledger("TEN-led", 1, 2, 1, 1),
                ledger("TEN-other", 0, 99, 99, 0)));
    new EventWriter(service.store()).write(List.of(event("TEN-led", "1"), event("TEN-led", "2")));

    assertThat(service.get("/api/v1/usage/ledger?tenant_id=TEN-led").text())
        .isEqualTo(
            "{\"tenant_id\":\"TEN-led\",\"accepted\":7,\"unique\":4,\"duplicates\":2,\"rejected\":1,"
                + "\"missing\":0,\"balanced\":true,\"unique_events_stored\":2,"
                + "\"watermark\":\"2026-11-21T09:59:57.456Z\"}");
    assertThat(service.get("/api/v1/usage/ledger?tenant_id=TEN-none").body().path("accepted"))
        .hasToString("0");
  }

  @Test
  void shouldSayWhereTheLedgerIsNotBalanced() {
    Instant minute = Instant.parse("2026-11-20T10:00:00Z");
    new LedgerWriter(service.store())
        .write(List.of(new LedgerRow("TEN-lost", minute, 0, 5, 3, 1, 0, 0, 1)));

    JsonNode ledger = service.get("/api/v1/usage/ledger?tenant_id=TEN-lost").body();

    assertThat(ledger.path("accepted").intValue()).isEqualTo(5);
    assertThat(ledger.path("balanced").booleanValue()).isFalse();
  }

  @Test
  void shouldPageThroughRejectionsThoughMoreAreRefusedMeanwhile() {
    RejectionWriter writer = new RejectionWriter(service.store());
    writer.write(
        List.of(rejection("TEN-rej", 1), rejection("TEN-rej", 2), rejection("TEN-rej", 3)));
    writer.write(List.of(rejection("TEN-rej2", 4)));
    String route = "/api/v1/usage/rejections?tenant_id=TEN-rej&page_size=2";

    JsonNode first = service.get(route).body();
    writer.write(List.of(rejection("TEN-rej", 9)));
    JsonNode second =
        service.get(route + "&page_token=" + first.path("next_page_token").asText()).body();

    assertThat(first.path("items").findValuesAsText("id")).containsExactly("e3", "e2");
    assertThat(second.path("items").findValuesAsText("id")).containsExactly("e1");
    assertThat(second.path("next_page_token").isNull()).isTrue();
    JsonNode item = second.path("items").get(0);
    assertThat(item.path("code").asText()).isEqualTo("VALUE_NOT_A_NUMBER");
    assertThat(item.path("field").asText()).isEqualTo("data.tokens");
    assertThat(item.path("meter").isNull()).isTrue();
    assertThat(item.path("data").asText()).isEqualTo("{\"tokens\":\"many\"}");
  }

  @Test
  void shouldShowThePlatformWhatNamesNoTenant() {
    new RejectionWriter(service.store()).write(List.of(rejection("", 1), rejection("TEN-rej3", 2)));

    assertThat(service.get("/api/v1/usage/rejections").body().path("items").findValuesAsText("id"))
        .containsExactly("e1");
    Answer own =
        service
            .client()
            .send(
                "GET",
                "/api/v1/usage/rejections",
                Map.of("Authorization", "Bearer " + TestTokens.ofTenant("TEN-rej3")),
                new byte[0]);
    assertThat(own.body().path("items").findValuesAsText("id")).containsExactly("e2");
  }

  @Test
  void shouldRefuseAPageTokenOfAnotherTenantsRejections() {
    new RejectionWriter(service.store())
        .write(List.of(rejection("TEN-tok", 1), rejection("TEN-tok", 2)));
    String route = "/api/v1/usage/rejections?page_size=1&tenant_id=";
    String token = service.get(route + "TEN-tok").body().path("next_page_token").asText();

    Answer refused = service.get(route + "TEN-tok2&page_token=" + token);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).containsExactly("page_token");
  }
}
