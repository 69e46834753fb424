package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.ratingengine.Installation.Usage;
import io.meterhouse.ratingengine.audit.RatingAuditReport;
import io.meterhouse.ratingengine.audit.RatingDifference;
import io.meterhouse.ratingengine.audit.RatingDifference.Kind;
import io.meterhouse.ratingengine.audit.RatingRepair;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The audit of items beside a rating engine that works, with the real engines. */
@ExtendWith(Engines.class)
public class RatingAuditIT {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant HOUR_LATER = NOON.plusSeconds(3600);

  private static AuditedService audited;
  private static Installation installation;

  @BeforeAll
  static void start(EngineAddresses engines) {
    audited = AuditedService.start(engines);
    installation = audited.installation();
    installation.acceptingAt(NOON);
    installation.settle(HOUR_LATER);
  }

  @AfterAll
  static void stop() {
    audited.close();
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

    RatingRepair.Outcome outcome = audited.repair(found);
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
    assertThat(audited.repair(found).after().isClean()).isTrue();
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

    RatingRepair.Outcome outcome = audited.repair(audit("TEN-c"));
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
    assertThat(audited.audit().settled()).isEqualTo(HOUR_LATER.minusSeconds(10));
    return audited.audit(tenant, NOON, HOUR_LATER.minusSeconds(60));
  }

  private static void falsify(String subject, String change) {
    installation.update(
        "UPDATE billing_items " + change + " WHERE tenant_id = 'TEN-f' AND scope_id = ?", subject);
  }

  private static void falsifyCopy(String subject) {
    audited.falsifyCopy(
        "TEN-f",
        installation.text(
            "SELECT CAST(id AS text) FROM billing_items WHERE tenant_id = 'TEN-f' AND scope_id = '"
                + subject
                + "'"));
  }

  private static Meter meterWithPrice(String tenant, String code) {
    return audited.meterWithPrice(tenant, code, "2");
  }

  private static void awaitRated(String tenant, int items) {
    audited.awaitRated(tenant, items);
    // Behind its barrier nothing is on its way.
    assertThat(audit(tenant).undecided()).isZero();
  }
}
