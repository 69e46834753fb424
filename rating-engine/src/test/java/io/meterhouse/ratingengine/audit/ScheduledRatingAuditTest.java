package io.meterhouse.ratingengine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

/** When audits of items are carried out and what is made of them. */
class ScheduledRatingAuditTest {

  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final InstantSource CLOCK = InstantSource.fixed(Facts.NOON);

  private final Metrics metrics = new Metrics(0);
  private final FakeLedger ledger = new FakeLedger();
  private final FakeUsage usage = new FakeUsage();
  private final FakeAudit audited = new FakeAudit(ledger);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldGoOnWhereTheLastOneEndedAndTellWhatItFound() {
    audited.watermark = Optional.of(Facts.NOON.plusSeconds(30));
    try (ScheduledRatingAudit scheduled = start()) {
      await()
          .until(
              () -> scrape().contains("meterhouse_rating_audit_runs_total{outcome=\"clean\"} 1.0"));
      assertThat(scheduled.notices()).isEmpty();
      assertThat(scrape())
          .contains(
              "meterhouse_rating_audit_differences_total{kind=\"item\"} 0.0",
              "meterhouse_rating_audit_differences_total{kind=\"closed_item\"} 0.0",
              "meterhouse_rating_audit_differences_total{kind=\"copy\"} 0.0",
              "meterhouse_rating_audit_age_seconds 0.0");

      usageWithoutAnItem();
      audited.watermark = Optional.of(Facts.NOON.plusSeconds(150));
      await().until(() -> !scheduled.notices().isEmpty());

      assertThat(scheduled.notices())
          .containsExactly("audits found 1 differences of items, the log says where");
      assertThat(scrape())
          .contains(
              "meterhouse_rating_audit_runs_total{outcome=\"differences\"} 1.0",
              "meterhouse_rating_audit_items_total 1.0",
              "meterhouse_rating_audit_differences_total{kind=\"item\"} 1.0");
      assertThat(audited.asked.stream().distinct())
          .containsExactly(
              new AcceptedSlice(Facts.NOON.minusSeconds(60), Facts.NOON, null),
              new AcceptedSlice(Facts.NOON, Facts.NOON.plusSeconds(120), null));
    }
  }

  @Test
  void shouldTellThatItCannotBeCarriedOutAndTryAgain() {
    audited.watermark = Optional.empty();
    try (ScheduledRatingAudit scheduled = start()) {
      await()
          .until(() -> scrape().contains("meterhouse_rating_audit_runs_total{outcome=\"failed\"}"));
      await().until(() -> !scheduled.notices().isEmpty());
      assertThat(scheduled.notices()).containsExactly("rating-audit fails, the log says why");

      audited.watermark = Optional.of(Facts.NOON.plusSeconds(30));
      await()
          .until(() -> scrape().contains("meterhouse_rating_audit_runs_total{outcome=\"clean\"}"));
      await().until(() -> scheduled.notices().isEmpty());
    }
  }

  private void usageWithoutAnItem() {
    ledger.zones.put(Facts.TENANT, ZoneOffset.UTC);
    ledger.prices.put(Facts.usage("a").price(), Facts.price(1, "0.5"));
    usage.quantities.put(Facts.usage("a"), new BigDecimal("3"));
    Instant window = Facts.NOON;
    audited.touched.add(new TouchedUsage("TEN-1", "tokens", 1, "a", window, window));
  }

  private ScheduledRatingAudit start() {
    RatingAudit audit =
        new RatingAudit(
            new RatingAudit.Stores(audited, ledger, audited, usage),
            audited,
            new Rater(ledger, usage, CLOCK),
            Duration.ZERO,
            Duration.ZERO);
    return ScheduledRatingAudit.start(audit, INTERVAL, metrics, CLOCK);
  }

  private String scrape() {
    return metrics.scrape();
  }
}
