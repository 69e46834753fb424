package io.meterhouse.ratingengine.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.Graduated;
import io.meterhouse.rating.Terms;
import io.meterhouse.rating.Tier;
import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.FakeLedger;
import io.meterhouse.ratingengine.FakeUsage;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UnknownTenants;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A thousand customers with fifty meters each. */
class RatingTwiceTest {

  private static final int CUSTOMERS = 1_000;
  private static final int METERS = 50;

  private final FakeUsage usage = new FakeUsage();
  private final List<DirtyUsage> dirty = new ArrayList<>();

  @Test
  void shouldGiveTheSameItemsToTheLastByteInWhateverOrderTheyAreRated() {
    use();
    FakeLedger first = rated();
    Collections.shuffle(dirty, new Random(1));
    FakeLedger second = rated();

    assertThat(first.items).hasSize(CUSTOMERS * METERS);
    assertThat(digest(second)).isEqualTo(digest(first));
    assertThat(rate(second)).as("rated once more").isZero();
  }

  private void use() {
    Random random = new Random(7);
    for (int customer = 0; customer < CUSTOMERS; customer++) {
      for (int meter = 0; meter < METERS; meter++) {
        UsageKey key = new UsageKey(Facts.TENANT, "client-" + customer, "meter-" + meter);
        usage.quantities.put(key, BigDecimal.valueOf(random.nextLong(10_000_000_000L), 6));
        dirty.add(new DirtyUsage(key, Facts.NOON, Facts.NOON));
      }
    }
  }

  private FakeLedger rated() {
    FakeLedger ledger = new FakeLedger();
    ledger.zones.put(Facts.TENANT, ZoneOffset.UTC);
    for (int meter = 0; meter < METERS; meter++) {
      ledger.prices.put(
          new PriceKey(Facts.TENANT, "meter-" + meter), Facts.price(1, tiers(meter + 1)));
    }
    rate(ledger);
    return ledger;
  }

  private int rate(FakeLedger ledger) {
    Rater rater = new Rater(ledger, usage, InstantSource.fixed(Facts.NOON));
    return rater.rate(rater.cells(dirty, new UnknownTenants()));
  }

  private static Graduated tiers(int price) {
    return new Graduated(
        List.of(
            new Tier(
                new BigDecimal("1000"),
                new BigDecimal("0.003").multiply(new BigDecimal(price)),
                BigDecimal.ONE),
            new Tier(new BigDecimal("5000.5"), new BigDecimal("0.0007"), BigDecimal.ZERO),
            new Tier(null, new BigDecimal("0.00001"), BigDecimal.ZERO)),
        Terms.in(Currency.getInstance("USD")));
  }

  /** Over every field of every item, in order of their ids. */
  private static String digest(FakeLedger ledger) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      ledger.items.values().stream()
          .map(BillingItem::toString)
          .sorted()
          .forEach(item -> digest.update(item.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
