package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Neither order nor grouping of the input shows in an aggregate. */
class AggregateProperty {

  record Fact(BigDecimal value, Instant time, String ingestId) {}

  @Property
  void shouldGiveTheSameStateInAnyOrder(@ForAll("facts") List<Fact> facts, @ForAll Random random) {
    List<Fact> shuffled = new ArrayList<>(facts);
    Collections.shuffle(shuffled, random);

    assertThat(fold(shuffled)).isEqualTo(fold(facts)).hasSameHashCodeAs(fold(facts));
  }

  @Property
  void shouldGiveTheSameStateFromAnySplitIntoPartialsInAnyGrouping(
      @ForAll("facts") List<Fact> facts, @ForAll Random random) {
    List<Aggregate> partials = new ArrayList<>(List.of(Aggregate.empty()));
    for (int from = 0; from < facts.size(); ) {
      int to = from + 1 + random.nextInt(facts.size() - from);
      partials.add(fold(facts.subList(from, to)));
      from = to;
    }
    while (partials.size() > 1) {
      Aggregate left = partials.remove(random.nextInt(partials.size()));
      Aggregate right = partials.remove(random.nextInt(partials.size()));
      partials.add(random.nextInt(partials.size() + 1), left.merge(right));
    }

    assertThat(partials).containsExactly(fold(facts));
  }

  @Property
  void shouldKeepTheLatestSnapshotWhateverComesTwiceAndInWhateverOrder(
      @ForAll("facts") List<Fact> facts, @ForAll Random random) {
    Window day = Window.containing(Instant.EPOCH, WindowSize.DAY);
    List<Fact> twice = new ArrayList<>(facts);
    twice.addAll(facts);
    Collections.shuffle(twice, random);

    assertThat(register(twice, day)).isEqualTo(register(facts, day));
  }

  @Property
  void shouldAgreeWithPlainArithmetic(@ForAll("facts") List<Fact> facts) {
    Aggregate aggregate = fold(facts);

    BigDecimal sum = facts.stream().map(Fact::value).reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(aggregate.value(Aggregation.SUM)).isEqualByComparingTo(sum);
    assertThat(aggregate.value(Aggregation.COUNT)).isEqualTo(BigDecimal.valueOf(facts.size()));
    if (!facts.isEmpty()) {
      BigDecimal count = BigDecimal.valueOf(facts.size());
      BigDecimal halfADigit = new BigDecimal("0.0000000000005");
      assertThat(aggregate.value(Aggregation.AVG).multiply(count).subtract(sum).abs())
          .isLessThanOrEqualTo(halfADigit.multiply(count));
      assertThat(aggregate.value(Aggregation.MAX))
          .isEqualByComparingTo(Collections.max(facts.stream().map(Fact::value).toList()));
      assertThat(aggregate.value(Aggregation.MIN))
          .isEqualByComparingTo(Collections.min(facts.stream().map(Fact::value).toList()));
    }
  }

  @Provide
  Arbitrary<List<Fact>> facts() {
    Arbitrary<BigDecimal> values =
        Combinators.combine(
                Arbitraries.bigIntegers()
                    .between(BigInteger.TEN.pow(26).negate(), BigInteger.TEN.pow(26)),
                Arbitraries.integers().between(0, 12))
            .as(BigDecimal::new);
    Arbitrary<Instant> times =
        Arbitraries.integers().between(0, 5).map(n -> Instant.ofEpochSecond(n / 2, n % 2));
    Arbitrary<String> ingestIds = Arbitraries.integers().between(0, 9).map(n -> "ing-" + n);
    return Combinators.combine(values, times, ingestIds).as(Fact::new).list().ofMaxSize(30);
  }

  private static Aggregate fold(List<Fact> facts) {
    Aggregate aggregate = Aggregate.empty();
    for (Fact fact : facts) {
      aggregate = aggregate.plus(fact.value(), fact.time(), fact.ingestId());
    }
    return aggregate;
  }

  private static Aggregate register(List<Fact> facts, Window day) {
    Aggregate register = Aggregate.empty();
    for (Fact fact : facts) {
      register = register.superseded(Aggregate.ofSnapshot(fact.value(), day, fact.ingestId()));
    }
    return register;
  }
}
