package io.meterhouse.benchmarks.rate;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.rating.RatedLine;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Holds items to what rating-core says of the same quantities. */
final class ItemCheck {

  private ItemCheck() {}

  /**
   * Every pair has its item, and there is no other.
   *
   * @param used what each pair has used
   * @throws BenchmarkException with what came and what was expected
   */
  static void require(
      Map<Pair.Key, Ledger.Item> items, List<Pair> pairs, Function<Pair, BigDecimal> used) {
    if (items.size() != pairs.size()) {
      throw new BenchmarkException(
          "items: %,d (expected: %,d, one for each pair)".formatted(items.size(), pairs.size()));
    }
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal expectedSum = BigDecimal.ZERO;
    for (Pair pair : pairs) {
      RatedLine expected = Pairs.rated(pair, used.apply(pair));
      Ledger.Item item = items.get(pair.key());
      if (item == null || !isSame(item, expected)) {
        throw new BenchmarkException(
            "item of %s: %s (expected: %s)".formatted(pair.key(), item, expected));
      }
      sum = sum.add(item.total());
      expectedSum = expectedSum.add(expected.totalAmount());
    }
    if (sum.compareTo(expectedSum) != 0) {
      throw new BenchmarkException(
          "all items come to %s (expected: %s)".formatted(sum, expectedSum));
    }
  }

  private static boolean isSame(Ledger.Item item, RatedLine expected) {
    return item.quantity().compareTo(expected.quantity()) == 0
        && item.precise().compareTo(expected.preciseAmount()) == 0
        && item.total().compareTo(expected.totalAmount()) == 0
        && item.currency().equals(expected.currency().getCurrencyCode());
  }
}
