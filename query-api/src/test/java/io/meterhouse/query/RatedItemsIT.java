package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    RatedRows billing = RatedRows.of(database, "TEN-digits");
    database.useTransaction(handle -> billing.add(handle, "tokens", "1200.000000000001"));

    JsonNode page = BillingJob.page(service, "tenantId=TEN-digits", 1);

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
  void shouldSayUntilWhenItemsAreFinalOnceACycleWasClosed() {
    RatedRows first = RatedRows.of(database, "TEN-final");
    RatedRows second = RatedRows.of(database, "TEN-final");
    database.useTransaction(handle -> first.add(handle, "a", "1"));
    assertThat(BillingJob.page(service, "tenantId=TEN-final", 1).path("finalUntil").isNull())
        .isTrue();

    database.useTransaction(first::close);
    // The other one is active, and began with it.
    assertFinal("tenantId=TEN-final", "2026-11-01T00:00:00Z");
    assertFinal("tenantId=TEN-final&billingCycleId=" + first.cycle(), "2026-12-01T00:00:00Z");
    assertFinal("tenantId=TEN-final&scopeId=" + first.cycle(), "2026-12-01T00:00:00Z");
    assertThat(
            BillingJob.page(service, "tenantId=TEN-final&billingCycleId=" + second.cycle())
                .path("finalUntil")
                .isNull())
        .isTrue();

    database.useTransaction(second::close);
    assertFinal("tenantId=TEN-final", "2026-12-01T00:00:00Z");
  }

  @Test
  void shouldNotCallFinalWhatIsChangedAndNotShownYet() {
    RatedRows billing = RatedRows.of(database, "TEN-behind");
    database.useTransaction(billing::close);
    assertFinal("tenantId=TEN-behind", "2026-12-01T00:00:00Z");
    try (Handle slow = database.open()) {
      slow.begin();
      billing.add(slow, "elsewhere", "1");
      database.useTransaction(handle -> billing.add(handle, "behind", "1"));

      assertFinal("tenantId=TEN-behind", "2026-11-01T00:00:00Z");
      slow.rollback();
    }
    assertFinal("tenantId=TEN-behind", "2026-12-01T00:00:00Z");
  }

  @Test
  void shouldShowWhatAnItemIsFor() {
    RatedRows billing = RatedRows.of(database, "TEN-kinds");
    database.useTransaction(handle -> billing.addManual(handle, "setup", "two sites"));

    JsonNode item = BillingJob.page(service, "tenantId=TEN-kinds", 1).path("items").get(0);

    assertThat(item.path("kind").asText()).isEqualTo("manual");
    assertThat(item.path("itemType").asText()).isEqualTo("setup");
    assertThat(item.path("description").asText()).isEqualTo("two sites");
    assertThat(item.path("meter").isNull()).isTrue();
    assertThat(item.path("adjustsCycleId").isNull()).isTrue();
  }

  private static void assertFinal(String query, String until) {
    BillingJob.soon()
        .untilAsserted(
            () ->
                assertThat(BillingJob.page(service, query).path("finalUntil").asText())
                    .isEqualTo(until));
  }

  @Test
  void shouldGiveEveryItemOnceInPages() {
    RatedRows billing = RatedRows.of(database, "TEN-pages");
    List<String> meters = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      String meter = "meter_" + i;
      meters.add(meter);
      database.useTransaction(handle -> billing.add(handle, meter, "1"));
    }
    // Whatever held them back is over, so that no page is shorter than it could be.
    BillingJob.page(service, "tenantId=TEN-pages", 7);

    assertThat(new BillingJob(service, "tenantId=TEN-pages&pageSize=3").until(meters).pages())
        .isEqualTo(3);
  }

  @Test
  void shouldPageWithinOneTransaction() {
    RatedRows billing = RatedRows.of(database, "TEN-bulk");
    List<String> meters = List.of("a", "b", "c", "d", "e");
    database.useTransaction(handle -> meters.forEach(meter -> billing.add(handle, meter, "1")));

    assertThat(new BillingJob(service, "tenantId=TEN-bulk&pageSize=2").until(meters).delivered())
        .containsExactlyInAnyOrderElementsOf(meters);
  }

  @Test
  void shouldShowTheNewestVersionOfAnItemThatChangesWhileItIsPaged() {
    RatedRows billing = RatedRows.of(database, "TEN-changing");
    List<String> meters = List.of("a", "b", "c", "d");
    meters.forEach(meter -> database.useTransaction(handle -> billing.add(handle, meter, "1")));

    BillingJob job =
        new BillingJob(service, "tenantId=TEN-changing&pageSize=1").until(List.of("a"));
    database.useTransaction(
        handle -> {
          billing.change(handle, "a");
          billing.change(handle, "d");
        });

    BillingJob.soon()
        .untilAsserted(
            () ->
                assertThat(job.pull().versions())
                    .isEqualTo(Map.of("a", 2L, "b", 1L, "c", 1L, "d", 2L)));
  }

  @Test
  void shouldResumeWhereTheLastPullEnded() {
    RatedRows billing = RatedRows.of(database, "TEN-resume");
    database.useTransaction(handle -> billing.add(handle, "a", "1"));
    BillingJob job = new BillingJob(service, "tenantId=TEN-resume").until(List.of("a"));
    job.pull();
    assertThat(job.delivered()).containsExactly("a");
    database.useTransaction(handle -> billing.add(handle, "b", "1"));

    job.until(List.of("a", "b"));
  }

  @Test
  void shouldNeverPassByATransactionThatIsStillOpen() {
    RatedRows billing = RatedRows.of(database, "TEN-open");
    try (Handle slow = database.open();
        Handle fast = database.open()) {
      slow.begin();
      billing.add(slow, "slow", "1");
      fast.begin();
      billing.add(fast, "fast", "1");
      fast.commit();

      BillingJob job = new BillingJob(service, "tenantId=TEN-open");
      job.pull();
      assertThat(job.delivered()).isEmpty();
      slow.commit();

      assertThat(job.until(List.of("slow", "fast")).delivered()).containsExactly("slow", "fast");
    }
  }

  @Test
  void shouldGoOnPastATransactionThatWasRolledBack() {
    RatedRows billing = RatedRows.of(database, "TEN-rollback");
    try (Handle handle = database.open()) {
      handle.begin();
      billing.add(handle, "never", "1");
      handle.rollback();
    }
    database.useTransaction(handle -> billing.add(handle, "kept", "1"));

    new BillingJob(service, "tenantId=TEN-rollback").until(List.of("kept"));
  }

  @Test
  void shouldKeepTwoTenantsApart() {
    RatedRows one = RatedRows.of(database, "TEN-left");
    RatedRows two = RatedRows.of(database, "TEN-right");
    database.useTransaction(handle -> one.add(handle, "left", "1"));
    database.useTransaction(handle -> two.add(handle, "right", "1"));

    new BillingJob(service, "tenantId=TEN-left").until(List.of("left"));
    new BillingJob(service, "tenantId=TEN-right").until(List.of("right"));
    String lefts = BillingJob.page(service, "tenantId=TEN-left").path("resumeToken").asText();
    assertThat(
            service
                .get("/api/v1/billing/rated-items?tenantId=TEN-right&pageToken=" + lefts)
                .status())
        .isEqualTo(400);
  }

  @Test
  void shouldSelectByCycleScopeAndMeter() {
    RatedRows billing = RatedRows.of(database, "TEN-select");
    RatedRows other = RatedRows.of(database, "TEN-select");
    database.useTransaction(
        handle -> {
          billing.add(handle, "a", "1");
          billing.add(handle, "b", "1");
          other.add(handle, "a", "1");
        });
    String tenant = "tenantId=TEN-select";

    BillingJob.page(service, tenant + "&scopeId=client-7", 3);
    BillingJob.page(service, tenant + "&billingCycleId=" + billing.cycle(), 2);
    BillingJob.page(service, tenant + "&meter=a", 2);
    BillingJob.page(service, tenant + "&meter=a&billingCycleId=" + other.cycle(), 1);
    assertThat(BillingJob.page(service, tenant + "&scopeId=client-8").path("items")).isEmpty();
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
    Answer refused = service.get("/api/v1/billing/rated-items?" + query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("error").isTextual()).isTrue();
    assertThat(refused.body().path("code").asText()).isEqualTo("INVALID_ARGUMENT");
  }
}
