package io.meterhouse.ratingengine.continuous;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.FakeUsage;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.usagestore.UsageStoreException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ContinuousRatingTest {

  private final FakeLedger ledger = new FakeLedger();
  private final FakeUsage usage = new FakeUsage();
  private Instant now = Facts.NOON;
  private final ContinuousRating rating =
      new ContinuousRating(
          new Rater(ledger, usage, () -> now), usage, RatingLimits.DEFAULT, () -> now);

  @BeforeEach
  void pricesAndUsage() {
    ledger.zones.put(Facts.TENANT, ZoneOffset.UTC);
    ledger.prices.put(Facts.usage("a").price(), Facts.price(1, "1"));
    for (String subject : new String[] {"a", "b", "c"}) {
      usage.quantities.put(Facts.usage(subject), BigDecimal.TEN);
    }
  }

  @Test
  void shouldRateWhatIsVisibleAndThenLetItsOffsetGo() {
    add("a", 5);
    assertThat(rating.safeOffsets(Map.of(0, 9L))).isEqualTo(Map.of(0, 5L));
    assertThat(rating.round()).isFalse();
    usage.visibleBefore.put(0, 6L);
    later(Duration.ofMillis(300));
    assertThat(rating.round()).isTrue();
    assertThat(ledger.saved).hasSize(1);
    assertThat(rating.safeOffsets(Map.of(0, 9L))).isEqualTo(Map.of(0, 9L));
  }

  @Test
  void shouldNotRateMoreOftenThanTheDebounceSays() {
    usage.visibleBefore.put(0, 100L);
    add("a", 5);
    assertThat(rating.round()).isTrue();
    add("a", 6);
    later(Duration.ofMillis(299));
    assertThat(rating.round()).isFalse();
    later(Duration.ofMillis(1));
    assertThat(rating.round()).isTrue();
  }

  @Test
  void shouldHoldEverythingDuringAnOutageAndTryAgainWithGrowingPauses() {
    usage.visibleBefore.put(0, 100L);
    usage.failure =
        new UsageStoreException(0, true, "connection refused", new IllegalStateException());
    add("a", 5);
    assertThat(rating.round()).isFalse();
    assertThat(rating.problem()).contains("usage is not rated, the log says why");
    later(Duration.ofMillis(199));
    usage.failure = null;
    assertThat(rating.round()).as("still pausing").isFalse();
    assertThat(rating.problem()).as("still pausing").isPresent();
    later(Duration.ofMillis(1));
    assertThat(rating.round()).isTrue();
    assertThat(rating.problem()).isEmpty();
    assertThat(ledger.saved).hasSize(1);
  }

  @Test
  void shouldNotLetOneThatCannotBeRatedHoldUpTheOthers() {
    usage.visibleBefore.put(0, 100L);
    usage.poison.add(Facts.usage("b"));
    add("a", 5);
    add("b", 6);
    add("c", 7);
    assertThat(rating.round()).isTrue();
    assertThat(ledger.saved)
        .extracting(item -> item.usage().subject())
        .containsExactlyInAnyOrder("a", "c");
    assertThat(rating.safeOffsets(Map.of(0, 9L))).isEqualTo(Map.of(0, 6L));

    usage.poison.clear();
    later(Duration.ofSeconds(1));
    assertThat(rating.round()).isTrue();
    assertThat(ledger.saved).hasSize(3);
  }

  @Test
  void shouldCountUsageOfATenantThatWasNeverCreatedAndNotStumble() {
    usage.visibleBefore.put(0, 100L);
    ledger.zones.clear();
    add("a", 5);
    assertThat(rating.round()).isTrue();
    assertThat(ledger.saved).isEmpty();
    assertThat(rating.safeOffsets(Map.of(0, 9L))).isEqualTo(Map.of(0, 9L));
  }

  private void add(String subject, long offset) {
    rating.add(Facts.usage(subject), Facts.NOON, 0, offset);
  }

  private void later(Duration duration) {
    now = now.plus(duration);
  }
}
