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
import io.meterhouse.testing.http.Answer;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody changes behind our back in cycles that are sealed, and in copies of charges. */
@ExtendWith(Engines.class)
class FalsifiedCycleIT {

  private static final String CYCLES = "/api/v1/billing/cycles";

  private static AuditedService audited;
  private static Installation installation;
  private static Instant thisMonth;
  private static Instant lastMonth;

  @BeforeAll
  static void start(EngineAddresses engines) {
    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    thisMonth = start(month);
    lastMonth = start(month.minusMonths(1));
    audited = AuditedService.start(engines);
    installation = audited.installation();
    installation.acceptingAt(lastMonth);
    installation.settle(thisMonth);
  }

  @AfterAll
  static void stop() {
    audited.close();
  }

  @Test
  void shouldSayOfASealedCycleWhichItemWasChangedWhichIsGoneAndWhichIsNew() {
    Meter tokens = audited.meterWithPrice("TEN-s", "tokens_s", "2");
    List<String> subjects = List.of("changed", "entered", "deleted", "inserted", "right");
    for (String subject : subjects) {
      installation.use(new Usage("TEN-s", subject, tokens, lastMonth, "10", 1));
    }
    audited.awaitRated("TEN-s", 5);
    for (String subject : subjects) {
      enter("TEN-s", subject, lastMonth);
      close("TEN-s", subject);
    }
    installation.use(new Usage("TEN-s", "right", tokens, lastMonth, "11", 2));
    audited.awaitRated("TEN-s", 11);
    assertThat(audit("TEN-s"))
        .matches(RatingAuditReport::isClean, "clean")
        .returns(0L, RatingAuditReport::undecided)
        .matches(report -> report.closed() >= 10, "all that is closed");

    update("SET total_amount = total_amount + 0.01", "changed", "usage");
    update("SET total_amount = total_amount + 0.01", "entered", "manual");
    installation.update(
        "DELETE FROM billing_items WHERE tenant_id = 'TEN-s' AND scope_id = 'deleted'"
            + " AND kind = 'usage'");
    insertAnother();
    List<String> before = installation.items("TEN-s");

    RatingAuditReport found = audit("TEN-s");

    assertThat(found.isClean()).isFalse();
    assertThat(found.differences())
        .extracting(each -> each.cell().key().subject(), each -> told(each), RatingDifference::kind)
        .containsExactlyInAnyOrder(
            tuple("changed", "usage total 20.00 USD, total 20.01 USD", Kind.CLOSED_ITEM),
            tuple("changed", "by hand others", Kind.CLOSED_ITEM),
            tuple("entered", "usage others", Kind.CLOSED_ITEM),
            tuple("entered", "by hand total 2 USD, total 2.01 USD", Kind.CLOSED_ITEM),
            tuple("deleted", "usage total 20 USD, no item", Kind.CLOSED_ITEM),
            tuple("deleted", "by hand others", Kind.CLOSED_ITEM),
            tuple("inserted", "usage others", Kind.CLOSED_ITEM),
            tuple("inserted", "by hand others", Kind.CLOSED_ITEM),
            tuple("inserted", "by hand none, total 2 USD", Kind.CLOSED_ITEM));
    RatingRepair.Outcome outcome = audited.repair(found);
    assertThat(outcome.repaired()).isEmpty();
    assertThat(outcome.after().differences()).hasSize(9);
    assertThat(installation.items("TEN-s")).isEqualTo(before);
  }

  @Test
  void shouldHoldChargesOfOpenCyclesAgainstTheirCopiesAndAnnounceThemAgain() throws Exception {
    Meter tokens = audited.meterWithPrice("TEN-k", "tokens_k", "2");
    for (String subject : List.of("missing", "other", "right")) {
      installation.use(new Usage("TEN-k", subject, tokens, lastMonth, "10", 1));
    }
    audited.awaitRated("TEN-k", 3);
    for (String subject : List.of("missing", "other", "right")) {
      close("TEN-k", subject);
      enter("TEN-k", subject, thisMonth);
      installation.use(new Usage("TEN-k", subject, tokens, lastMonth, "11", 2));
    }
    audited.awaitRated("TEN-k", 9);
    assertThat(audit("TEN-k").isClean()).isTrue();
    for (String kind : List.of("manual", "adjustment")) {
      audited.dropCopy(item("TEN-k", "missing", kind));
      audited.falsifyCopy("TEN-k", item("TEN-k", "other", kind));
    }

    RatingAuditReport found = audit("TEN-k");

    assertThat(found.differences())
        .extracting(
            each -> each.cell().key().subject(),
            each -> each.cell().key().meter(),
            RatingDifference::kind,
            each -> each.item().toString())
        .containsExactlyInAnyOrder(
            tuple("missing", "", Kind.COPY, item("TEN-k", "missing", "manual")),
            tuple("missing", "tokens_k", Kind.COPY, item("TEN-k", "missing", "adjustment")),
            tuple("other", "", Kind.COPY, item("TEN-k", "other", "manual")),
            tuple("other", "tokens_k", Kind.COPY, item("TEN-k", "other", "adjustment")));
    assertThat(found.differences())
        .filteredOn(each -> each.cell().key().subject().equals("missing"))
        .extracting(RatingDifference::found)
        .containsOnly("no row");
    List<String> before = installation.items("TEN-k");
    RatingRepair.Outcome outcome = audited.repair(found);
    assertThat(outcome.repaired()).hasSize(4);
    assertThat(outcome.requested()).isZero();
    assertThat(audit("TEN-k").isClean()).isTrue();
    assertThat(installation.items("TEN-k")).isEqualTo(before);
  }

  /** The item, and what was expected and found of its total. */
  private static String told(RatingDifference difference) {
    String kind = difference.cell().key().isMetered() ? "usage " : "by hand ";
    if (difference.found().startsWith("others")) {
      return kind + "others";
    }
    return kind + total(difference.expected()) + ", " + total(difference.found());
  }

  private static String total(String text) {
    int at = text.indexOf("total ");
    return at < 0
        ? text.substring(text.lastIndexOf(':') + 1).strip()
        : text.substring(at, text.indexOf(',', at) < 0 ? text.length() : text.indexOf(',', at));
  }

  private static RatingAuditReport audit(String tenant) {
    return audited.audit(
        tenant, lastMonth, Instant.now().truncatedTo(ChronoUnit.MINUTES).plusSeconds(120));
  }

  private static void update(String change, String subject, String kind) {
    installation.update(
        "UPDATE billing_items "
            + change
            + " WHERE tenant_id = 'TEN-s' AND scope_id = ? AND kind = ?",
        subject,
        kind);
  }

  private static void insertAnother() {
    String item = item("TEN-s", "inserted", "manual");
    installation.update(
        "INSERT INTO billing_items SELECT (jsonb_populate_record(i, jsonb_build_object('id',"
            + " '00000000-0000-4000-8000-0000000000aa'))).* FROM billing_items i"
            + " WHERE id = CAST(? AS uuid)",
        item);
  }

  private static void enter(String tenant, String subject, Instant cycle) {
    Answer added =
        audited
            .service()
            .client()
            .post(
                CYCLES + "/" + cycle(tenant, subject, cycle) + "/items",
                "{'tenantId':'%s','pricingModelId':'%s','itemType':'setup','scopeType':'client','scopeId':'%s','quantity':1}"
                    .formatted(
                        tenant,
                        installation.text(
                            "SELECT CAST(id AS text) FROM pricing_models WHERE tenant_id = '%s'"
                                .formatted(tenant)),
                        subject));
    assertThat(added.status()).as(added.text()).isEqualTo(201);
  }

  private static void close(String tenant, String subject) {
    Answer closed =
        audited
            .service()
            .client()
            .post(
                CYCLES + "/" + cycle(tenant, subject, lastMonth) + "/close",
                "{'tenantId':'%s'}".formatted(tenant),
                Map.of());
    assertThat(closed.status()).as(closed.text()).isEqualTo(200);
  }

  private static String cycle(String tenant, String subject, Instant start) {
    return installation.text(
        "SELECT CAST(id AS text) FROM billing_cycles WHERE tenant_id = '%s' AND scope_id = '%s' AND start_date = '%s'"
            .formatted(tenant, subject, start));
  }

  private static String item(String tenant, String subject, String kind) {
    return installation.text(
        "SELECT CAST(id AS text) FROM billing_items WHERE tenant_id = '%s' AND scope_id = '%s' AND kind = '%s'"
            .formatted(tenant, subject, kind));
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
