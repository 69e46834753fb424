package io.meterhouse.ratingengine.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.audit.PeriodAudit;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeAudit;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.FakeUsage;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.TouchedUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is made of the report of an audit of items. */
class ReportedRatingAuditTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Facts.NOON);
  private static final Instant FROM = Facts.NOON.minusSeconds(60);

  private final Metrics metrics = new Metrics(0);
  private final FakeLedger ledger = new FakeLedger();
  private final FakeUsage usage = new FakeUsage();
  private final FakeAudit audited = new FakeAudit(ledger);
  private final ReportedRatingAudit audit =
      new ReportedRatingAudit(
          new RatingAudit(
              new RatingAudit.Stores(audited, ledger, audited, usage),
              audited,
              new Rater(ledger, usage, CLOCK),
              Duration.ZERO,
              Duration.ZERO),
          metrics);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldCountWhatWasFound() {
    audited.watermark = Optional.of(Facts.NOON.plusSeconds(30));
    assertThat(audit.settled()).isEqualTo(Facts.NOON.plusSeconds(30));
    assertThat(audit.run(FROM, Facts.NOON, () -> false))
        .isEqualTo(new PeriodAudit.Found(Facts.NOON, 0));
    assertThat(metrics.scrape())
        .contains(
            "meterhouse_rating_audit_differences_total{kind=\"item\"} 0.0",
            "meterhouse_rating_audit_differences_total{kind=\"closed_item\"} 0.0",
            "meterhouse_rating_audit_differences_total{kind=\"copy\"} 0.0");

    usageWithoutAnItem();
    assertThat(audit.run(FROM, Facts.NOON, () -> false))
        .isEqualTo(new PeriodAudit.Found(Facts.NOON, 1));
    assertThat(metrics.scrape())
        .contains(
            "meterhouse_rating_audit_items_total 1.0",
            "meterhouse_rating_audit_differences_total{kind=\"item\"} 1.0");
    assertThat(audited.asked.stream().distinct())
        .containsExactly(new AcceptedSlice(FROM, Facts.NOON, null));
  }

  @Test
  void shouldCountWhatItDidNotCheck() {
    audited.watermark = Optional.of(Facts.NOON.plusSeconds(30));
    usageWithoutAnItem();
    audited.unknown.add(Facts.usage("a").price());

    audit.run(FROM, Facts.NOON, () -> false);

    assertThat(metrics.scrape())
        .contains(
            "meterhouse_rating_audit_items_total 0.0",
            "meterhouse_rating_audit_items_not_checked_total 1.0");
  }

  private void usageWithoutAnItem() {
    ledger.zones.put(Facts.TENANT, ZoneOffset.UTC);
    ledger.prices.put(Facts.usage("a").price(), Facts.price(1, "0.5"));
    usage.quantities.put(Facts.usage("a"), new BigDecimal("3"));
    Instant window = Facts.NOON;
    audited.touched.add(new TouchedUsage("TEN-1", "tokens", 1, "a", window, window));
  }
}
