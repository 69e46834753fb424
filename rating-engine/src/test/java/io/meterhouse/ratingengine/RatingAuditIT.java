package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.Installation.Usage;
import io.meterhouse.ratingengine.RatingDifference.Kind;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.RatedItemReader;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.RatedItemWriter;
import io.meterhouse.usagestore.UsageStore;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit of items beside a rating engine that works, with the real engines. */
@ExtendWith(Engines.class)
class RatingAuditIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant HOUR_LATER = NOON.plusSeconds(3600);

  private static RatingService service;
  private static Installation installation;
  private static BackgroundLoop sink;
  private static RatingAuditModule module;
  private static UsageStore store;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    installation = new Installation(service);
    installation.acceptingAt(NOON);
    installation.settle(HOUR_LATER);
    Workspace workspace = service.workspace();
    store = workspace.openStore();
    sink = ItemSink.start(workspace);
    module =
        RatingAuditModule.open(
            new RatingAuditModule.Engines(
                workspace.kafka(),
                workspace.postgres(),
                workspace.clickHouse(),
                DeploymentType.SHARED_SAAS),
            workspace.startup(),
            InstantSource.system());
  }

  @AfterAll
  static void stop() {
    module.close();
    sink.close();
    store.close();
    installation.close();
    service.close();
  }

  @Test
  void shouldNameWhatWasFalsifiedAndHaveItRepaired() {
    Meter tokens = meterWithPrice("TEN-f", "tokens_f");
    for (String subject : List.of("amount", "breakdown", "copy", "deleted", "right")) {
      installation.use(new Usage("TEN-f", subject, tokens, NOON, "10", 1));
      installation.use(new Usage("TEN-f", subject, tokens, NOON.plusSeconds(60), "0.5", 2));
    }
    awaitRated("TEN-f", 5);
    assertThat(audit("TEN-f"))
        .matches(RatingAuditReport::isClean, "clean")
        .returns(5L, RatingAuditReport::items);

    falsify("amount", "SET total_amount = total_amount + 0.01");
    falsify("breakdown", "SET breakdown = '[]'");
    installation.update(
        "DELETE FROM billing_items WHERE tenant_id = 'TEN-f' AND scope_id = 'deleted'");
    falsifyCopy("copy");

    RatingAuditReport found = audit("TEN-f");
    assertThat(found.differences())
        .extracting(each -> each.cell().key().subject(), RatingDifference::kind)
        .containsExactlyInAnyOrder(
            tuple("amount", Kind.ITEM),
            tuple("breakdown", Kind.ITEM),
            tuple("copy", Kind.COPY),
            tuple("deleted", Kind.ITEM));
    assertThat(found.differences())
        .filteredOn(each -> each.cell().key().subject().equals("amount"))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.expected()).contains("quantity 10.5, ", "total 21.00 USD");
              assertThat(each.found()).contains("quantity 10.5, ", "total 21.01 USD");
              assertThat(each.where())
                  .contains("TEN-f, meter tokens_f, subject 'amount', cycle 2026-11-01T00:00:00Z");
            });
    assertThat(audit("TEN-other").items()).isZero();

    RatingRepair.Outcome outcome = module.repair().run(found);
    assertThat(outcome.after().differences()).isEmpty();
    assertThat(outcome.repaired()).hasSize(4);
    assertThat(outcome.requested()).isEqualTo(1);
    assertThat(audit("TEN-f"))
        .matches(RatingAuditReport::isClean, "clean")
        .returns(5L, RatingAuditReport::items);
    assertThat(installation.items("TEN-f"))
        .allMatch(item -> item.contains(" tokens_f 10.5 = 21.00 USD "));
  }

  @Test
  void shouldTellOfUsageThatRatingWasNeverToldOf() {
    Meter tokens = meterWithPrice("TEN-u", "tokens_u");
    Usage usage = new Usage("TEN-u", "x", tokens, NOON, "10", 1);
    installation.use(usage);
    awaitRated("TEN-u", 1);
    installation.sinkAlone(usage.nowHolding("12"));
    installation.sinkAlone(new Usage("TEN-u", "never", tokens, NOON, "7", 1));

    RatingAuditReport found = audit("TEN-u");
    assertThat(found.differences())
        .extracting(each -> each.cell().key().subject(), each -> each.expected().split(",", -1)[0])
        .containsExactlyInAnyOrder(tuple("x", "quantity 12"), tuple("never", "quantity 7"));
    assertThat(module.repair().run(found).after().isClean()).isTrue();
  }

  @Test
  void shouldTellOfAnItemThatNoUsageExplainsAndOfAPriceThatWasNotCarriedThrough() {
    Meter tokens = meterWithPrice("TEN-p", "tokens_p");
    installation.use(new Usage("TEN-p", "x", tokens, NOON, "10", 1));
    awaitRated("TEN-p", 1);
    // In force since then, and nobody was asked to rate.
    installation.update(
        "UPDATE pricing_model_versions SET config = jsonb_set(config, '{basePrice}', '3')"
            + " WHERE pricing_model_id IN (SELECT id FROM pricing_models WHERE tenant_id = 'TEN-p')");
    // Its usage is as old as the hills, so the price alone leads to it.
    Usage gone = new Usage("TEN-p", "gone", tokens, NOON, "1", 1);
    installation.acceptingAt(Instant.EPOCH);
    installation.use(gone);
    installation.acceptingAt(NOON);
    awaitRated("TEN-p", 2);
    installation.update(
        "UPDATE billing_items SET quantity = 5, changed_at = '2026-11-21T12:30:00Z'"
            + " WHERE tenant_id = 'TEN-p' AND scope_id = 'gone'");

    assertThat(audit("TEN-p").differences())
        .extracting(each -> each.cell().key().subject(), RatingDifference::kind)
        .containsExactlyInAnyOrder(tuple("x", Kind.ITEM), tuple("gone", Kind.ITEM));

    installation.update("UPDATE billing_items SET changed_at = now() WHERE tenant_id = 'TEN-p'");
    installation.update(
        "UPDATE pricing_model_versions SET recorded_at = '2026-11-21T12:30:00Z'"
            + " WHERE pricing_model_id IN (SELECT id FROM pricing_models WHERE tenant_id = 'TEN-p')");
    assertThat(audit("TEN-p").differences())
        .extracting(each -> each.cell().key().subject())
        .containsExactlyInAnyOrder("x", "gone");
  }

  @Test
  void shouldHoldClosedCyclesAgainstTheirOwnPricesAndCopiesAndChangeNothingThere() {
    Meter tokens = meterWithPrice("TEN-c", "tokens_c");
    for (String subject : List.of("late", "amount", "whole")) {
      installation.use(new Usage("TEN-c", subject, tokens, NOON, "10", 1));
    }
    awaitRated("TEN-c", 3);
    assertThat(audit("TEN-c").isClean()).isTrue();
    installation.update("UPDATE billing_cycles SET status = 'closed' WHERE tenant_id = 'TEN-c'");
    installation.use(new Usage("TEN-c", "late", tokens, NOON.plusSeconds(60), "5", 2));
    assertThat(audit("TEN-c"))
        .matches(RatingAuditReport::isClean, "clean")
        .returns(3L, RatingAuditReport::closed);

    installation.update(
        "UPDATE billing_items SET total_amount = 1 WHERE tenant_id = 'TEN-c' AND scope_id = 'amount'");
    // Consistent in itself: only the copy gives it away.
    installation.update(
        "UPDATE billing_items SET quantity = 0, unit_price = 0, precise_amount = 0,"
            + " total_amount = 0.00, breakdown = '[]' WHERE tenant_id = 'TEN-c' AND scope_id = 'whole'");
    List<String> before = installation.items("TEN-c");

    RatingRepair.Outcome outcome = module.repair().run(audit("TEN-c"));
    assertThat(outcome.repaired()).isEmpty();
    assertThat(outcome.after().differences())
        .extracting(each -> each.cell().key().subject(), RatingDifference::kind)
        .containsExactlyInAnyOrder(tuple("amount", Kind.CLOSED_ITEM), tuple("whole", Kind.COPY));
    assertThat(installation.items("TEN-c")).isEqualTo(before);
  }

  @Test
  void shouldTellOfARowThatCannotBeReadAndGoOn() {
    Meter tokens = meterWithPrice("TEN-r", "tokens_r");
    installation.use(new Usage("TEN-r", "x", tokens, NOON, "10", 1));
    installation.use(new Usage("TEN-r", "y", tokens, NOON, "10", 1));
    awaitRated("TEN-r", 2);
    installation.update(
        "UPDATE billing_items SET currency = 'nothing' WHERE tenant_id = 'TEN-r' AND scope_id = 'x'");

    assertThat(audit("TEN-r"))
        .returns(2L, RatingAuditReport::items)
        .extracting(RatingAuditReport::differences)
        .asInstanceOf(InstanceOfAssertFactories.list(RatingDifference.class))
        .singleElement()
        .extracting(RatingDifference::found)
        .asString()
        .startsWith("one that cannot: ");
  }

  private static RatingAuditReport audit(String tenant) {
    assertThat(module.audit().settled()).isEqualTo(HOUR_LATER.minusSeconds(10));
    return module
        .audit()
        .run(
            new AcceptedSlice(NOON, HOUR_LATER.minusSeconds(60), TenantId.of(tenant)), () -> false);
  }

  private static void falsify(String subject, String change) {
    installation.update(
        "UPDATE billing_items " + change + " WHERE tenant_id = 'TEN-f' AND scope_id = ?", subject);
  }

  private static void falsifyCopy(String subject) {
    String id =
        installation.text(
            "SELECT CAST(id AS text) FROM billing_items WHERE tenant_id = 'TEN-f' AND scope_id = '"
                + subject
                + "'");
    RatedItemRow row =
        new RatedItemReader(store).read(List.of(TenantId.of("TEN-f")), List.of(id)).getFirst();
    new RatedItemWriter(store)
        .write(
            List.of(
                new RatedItemRow(
                    row.tenantId(),
                    row.id(),
                    row.scopeType(),
                    row.scopeId(),
                    row.billingCycleId(),
                    row.meter(),
                    row.pricingModelId(),
                    row.pricingModelVersion(),
                    row.quantity(),
                    row.unitPrice(),
                    row.preciseAmount(),
                    row.totalAmount().add(new BigDecimal("0.01")),
                    row.currency(),
                    row.breakdownJson(),
                    row.version(),
                    row.changedAt(),
                    row.origin())));
  }

  private static Meter meterWithPrice(String tenant, String code) {
    installation.tenant(tenant, "UTC");
    Meter meter = installation.meter(code);
    Answer created =
        service
            .client()
            .post(
                "/api/v1/pricing/models",
                """
                {'tenantId':'%s','name':'per unit','modelType':'usage_based',
                 'config':{'basePrice':2,'currency':'USD','usageMetric':'%s'}}
                """
                    .formatted(tenant, code));
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    service.assign(tenant, created.id());
    return meter;
  }

  /** The price was asked to be rated as well, which may come after the items are there. */
  private static void awaitRated(String tenant, int items) {
    await().atMost(PATIENCE).until(() -> installation.items(tenant).size() == items);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                installation.count("SELECT count(*) FROM rating_requests WHERE finished_at IS NULL")
                    == 0);
    // Behind its barrier nothing is on its way.
    assertThat(audit(tenant).undecided()).isZero();
  }
}
