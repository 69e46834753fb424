package io.meterhouse.benchmarks.rate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.rating.RatedLine;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ItemCheckTest {

  private final List<Pair> pairs = Pairs.of(new RatePlan(10, 2, 0, 1));
  private final Map<Pair.Key, Ledger.Item> items = new HashMap<>();

  @BeforeEach
  void rateAll() {
    for (Pair pair : pairs) {
      items.put(pair.key(), item(Pairs.rated(pair, Pairs.used(pair))));
    }
  }

  @Test
  void shouldTakeTheItemsThatRatingCoreExpects() {
    assertThatCode(this::check).doesNotThrowAnyException();
  }

  @Test
  void shouldTellOfAnItemThatIsMissing() {
    items.remove(pairs.getLast().key());
    assertThatThrownBy(this::check)
        .isInstanceOf(BenchmarkException.class)
        .hasMessage("items: 9 (expected: 10, one for each pair)");
  }

  @Test
  void shouldTellOfAnItemOfOlderUsage() {
    Pair pair = pairs.get(3);
    items.put(pair.key(), item(Pairs.rated(pair, Pairs.used(pair, 0))));
    assertThatThrownBy(this::check).hasMessageStartingWith("item of " + pair.key());
  }

  @Test
  void shouldTellOfAnAmountThatIsACentOff() {
    Pair pair = pairs.get(4);
    Ledger.Item right = item(Pairs.rated(pair, Pairs.used(pair)));
    items.put(
        pair.key(),
        new Ledger.Item(
            right.id(),
            right.quantity(),
            right.precise(),
            right.total().add(new BigDecimal("0.01")),
            right.currency()));
    assertThatThrownBy(this::check).hasMessageStartingWith("item of " + pair.key());
  }

  private void check() {
    ItemCheck.require(items, pairs, Pairs::used);
  }

  private static Ledger.Item item(RatedLine line) {
    return new Ledger.Item(
        UUID.randomUUID(),
        line.quantity(),
        line.preciseAmount(),
        line.totalAmount(),
        line.currency().getCurrencyCode());
  }
}
