package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Engines.class)
class RatedItemsIT {

  private static QueryService service;
  private static Jdbi database;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    database = service.database();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldShowAnItemWithEveryDigit() {
    Billing billing = billing("TEN-digits");
    database.useTransaction(handle -> billing.add(handle, "tokens", "1200.000000000001"));

    JsonNode page = pullItems("tenantId=TEN-digits", 1);

    JsonNode item = page.path("items").get(0);
    assertThat(item.path("quantity").asText()).isEqualTo("1200.000000000001");
    assertThat(item.path("unitPrice").asText()).isEqualTo("0.0000030");
    assertThat(item.path("preciseAmount").asText()).isEqualTo("0.0036000000000000030");
    assertThat(item.path("totalAmount").asText()).isEqualTo("0.00");
    assertThat(item.path("scopeId").asText()).isEqualTo("client-7");
    assertThat(item.path("breakdown").get(0).path("subtotal").asText()).isEqualTo("0.0036");
    assertThat(item.path("version").asLong()).isEqualTo(1);
    assertThat(item.path("changedAt").asText()).isEqualTo("2026-11-21T10:00:00Z");
    assertThat(page.path("nextPageToken").isNull()).isTrue();
    assertThat(page.path("finalUntil").isNull()).isTrue();
  }

  @Test
  void shouldGiveEveryItemOnceInPages() {
    Billing billing = billing("TEN-pages");
    List<String> meters = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      String meter = "meter_" + i;
      meters.add(meter);
      database.useTransaction(handle -> billing.add(handle, meter, "1"));
    }

    assertThat(new Reader("tenantId=TEN-pages&pageSize=3").until(meters).pages).isEqualTo(3);
  }

  @Test
  void shouldPageWithinOneTransaction() {
    Billing billing = billing("TEN-bulk");
    List<String> meters = List.of("a", "b", "c", "d", "e");
    database.useTransaction(handle -> meters.forEach(meter -> billing.add(handle, meter, "1")));

    assertThat(new Reader("tenantId=TEN-bulk&pageSize=2").until(meters).delivered)
        .containsExactlyInAnyOrderElementsOf(meters);
  }

  @Test
  void shouldShowTheNewestVersionOfAnItemThatChangesWhileItIsPaged() {
    Billing billing = billing("TEN-changing");
    List<String> meters = List.of("a", "b", "c", "d");
    meters.forEach(meter -> database.useTransaction(handle -> billing.add(handle, meter, "1")));

    Reader reader = new Reader("tenantId=TEN-changing&pageSize=1").until(List.of("a"));
    database.useTransaction(
        handle -> {
          billing.change(handle, "a");
          billing.change(handle, "d");
        });

    await()
        .untilAsserted(
            () -> {
              reader.pull();
              assertThat(reader.versions).isEqualTo(Map.of("a", 2L, "b", 1L, "c", 1L, "d", 2L));
            });
  }

  @Test
  void shouldResumeWhereTheLastPullEnded() {
    Billing billing = billing("TEN-resume");
    database.useTransaction(handle -> billing.add(handle, "a", "1"));
    Reader reader = new Reader("tenantId=TEN-resume").until(List.of("a"));
    reader.pull();
    assertThat(reader.delivered).containsExactly("a");
    database.useTransaction(handle -> billing.add(handle, "b", "1"));

    reader.until(List.of("a", "b"));
  }

  @Test
  void shouldNeverPassByATransactionThatIsStillOpen() {
    Billing billing = billing("TEN-open");
    try (Handle slow = database.open();
        Handle fast = database.open()) {
      slow.begin();
      billing.add(slow, "slow", "1");
      fast.begin();
      billing.add(fast, "fast", "1");
      fast.commit();

      Reader reader = new Reader("tenantId=TEN-open");
      reader.pull();
      assertThat(reader.delivered).isEmpty();
      slow.commit();

      assertThat(reader.until(List.of("slow", "fast")).delivered).containsExactly("slow", "fast");
    }
  }

  @Test
  void shouldGoOnPastATransactionThatWasRolledBack() {
    Billing billing = billing("TEN-rollback");
    try (Handle handle = database.open()) {
      handle.begin();
      billing.add(handle, "never", "1");
      handle.rollback();
    }
    database.useTransaction(handle -> billing.add(handle, "kept", "1"));

    new Reader("tenantId=TEN-rollback").until(List.of("kept"));
  }

  @Test
  void shouldKeepTwoTenantsApart() {
    Billing one = billing("TEN-left");
    Billing two = billing("TEN-right");
    database.useTransaction(handle -> one.add(handle, "left", "1"));
    database.useTransaction(handle -> two.add(handle, "right", "1"));

    new Reader("tenantId=TEN-left").until(List.of("left"));
    new Reader("tenantId=TEN-right").until(List.of("right"));
    String lefts = pull("tenantId=TEN-left").path("resumeToken").asText();
    assertThat(
            service
                .get("/api/v1/billing/rated-items?tenantId=TEN-right&pageToken=" + lefts)
                .status())
        .isEqualTo(400);
  }

  @Test
  void shouldSelectByCycleScopeAndMeter() {
    Billing billing = billing("TEN-select");
    Billing other = billing("TEN-select");
    database.useTransaction(
        handle -> {
          billing.add(handle, "a", "1");
          billing.add(handle, "b", "1");
          other.add(handle, "a", "1");
        });
    String tenant = "tenantId=TEN-select";

    pullItems(tenant + "&scopeId=client-7", 3);
    pullItems(tenant + "&billingCycleId=" + billing.cycle(), 2);
    pullItems(tenant + "&meter=a", 2);
    pullItems(tenant + "&meter=a&billingCycleId=" + other.cycle(), 1);
    assertThat(pull(tenant + "&scopeId=client-8").path("items")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tenantId=acme",
        "tenantId=TEN-1&pageSize=201",
        "tenantId=TEN-1&pageToken=nonsense",
        "tenantId=TEN-1&billingCycleId=7",
        "tenantId=TEN-1&scopeId=%00"
      })
  void shouldRefuseInTheWordsOfItsFamily(String query) {
    QueryService.Answer refused = service.get("/api/v1/billing/rated-items?" + query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("error").isTextual()).isTrue();
    assertThat(refused.body().path("code").asText()).isEqualTo("INVALID_ARGUMENT");
  }

  /**
   * A billing job: pulls, remembers where it was, and keeps the newest version of each item. It
   * waits, because any other transaction of the server that is open holds changes back.
   */
  private static final class Reader {

    private final String query;
    private final List<String> delivered = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();
    private String token = "";
    private int pages;

    Reader(String query) {
      this.query = query;
    }

    void pull() {
      JsonNode page = RatedItemsIT.pull(query + token);
      for (JsonNode item : page.path("items")) {
        delivered.add(item.path("meter").asText());
        versions.merge(item.path("meter").asText(), item.path("version").asLong(), Math::max);
      }
      pages += page.path("items").isEmpty() ? 0 : 1;
      String resume = page.path("resumeToken").asText();
      JsonNode next = page.path("nextPageToken");
      assertThat(next.isNull() ? resume : next.asText()).isEqualTo(resume);
      token = "&pageToken=" + resume;
    }

    /** Pulls until just these have come, each once. */
    Reader until(List<String> meters) {
      await()
          .untilAsserted(
              () -> {
                pull();
                assertThat(delivered).containsExactlyInAnyOrderElementsOf(meters);
              });
      return this;
    }
  }

  private static JsonNode pullItems(String query, int items) {
    return await().until(() -> pull(query), page -> page.path("items").size() == items);
  }

  private static JsonNode pull(String query) {
    QueryService.Answer answer = service.get("/api/v1/billing/rated-items?" + query);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  /** Items as the rating engine writes them, in a cycle of their own. */
  private record Billing(String tenant, UUID cycle, UUID model) {

    void add(Handle handle, String meter, String quantity) {
      handle.execute(
          """
          INSERT INTO billing_items (id, tenant_id, billing_cycle_id, scope_type, scope_id,
              item_type, meter, pricing_model_id, pricing_model_version, quantity, unit_price,
              precise_amount, total_amount, currency, breakdown, version, created_at, changed_at)
          VALUES (gen_random_uuid(), ?, ?, 'client', 'client-7', 'usage', ?, ?, 1,
              CAST(? AS numeric), 0.0000030, CAST(? AS numeric) * 0.0000030, 0.00, 'USD',
              '[{"component":"Tier 1","subtotal":"0.0036"}]', 1, '2026-11-21 10:00Z',
              '2026-11-21 10:00Z')
          """,
          tenant,
          cycle,
          meter,
          model,
          quantity,
          quantity);
    }

    void change(Handle handle, String meter) {
      handle.execute(
          """
          UPDATE billing_items SET version = version + 1, changed_in = pg_current_xact_id()
           WHERE billing_cycle_id = ? AND meter = ?
          """,
          cycle,
          meter);
    }
  }

  private static Billing billing(String tenant) {
    Billing billing = new Billing(tenant, UUID.randomUUID(), UUID.randomUUID());
    database.useTransaction(
        handle -> {
          handle.execute(
              "INSERT INTO tenants (tenant_id, tenant_name, created_at) VALUES (?, ?, now())"
                  + " ON CONFLICT DO NOTHING",
              tenant,
              tenant);
          handle.execute(
              """
              INSERT INTO pricing_models (id, tenant_id, name, model_type, config, created_by,
                  created_by_role, version, created_at, updated_at)
              VALUES (?, ?, 'm', 'flat', '{}', 'test', 'staff', 1, now(), now())
              """,
              billing.model(),
              tenant);
          handle.execute(
              """
              INSERT INTO billing_cycles (id, tenant_id, scope_type, scope_id, cycle_type,
                  start_date, end_date, status, created_at)
              VALUES (?, ?, 'client', ?, 'monthly', '2026-11-01Z', '2026-12-01Z', 'active', now())
              """,
              billing.cycle(),
              tenant,
              billing.cycle().toString());
        });
    return billing;
  }
}
