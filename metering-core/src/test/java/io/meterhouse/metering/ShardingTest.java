package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardingTest {

  private static final TenantId TENANT = TenantId.of("TEN-1");
  private static final Sharding.Key CALLS = new Sharding.Key(TENANT, "api.call");
  private static final Sharding.Key TOKENS = new Sharding.Key(TENANT, "llm.request");

  @Test
  void shouldCountInOneShardWhereNothingElseIsSaid() {
    Sharding sharding = Sharding.NONE.with(Map.of(CALLS, 4));

    assertThat(sharding.count(CALLS)).isEqualTo(4);
    assertThat(sharding.count(TOKENS)).isEqualTo(1);
    assertThat(sharding.count(new Sharding.Key(TenantId.of("TEN-2"), "api.call"))).isEqualTo(1);
    assertThat(sharding.shardOf(TOKENS, identity("e1"))).isZero();
    assertThat(Sharding.NONE.shardOf(CALLS, identity("e1"))).isZero();
  }

  @Test
  void shouldTakeTheLastNumberAndForgetWhatIsInOneShardAgain() {
    Sharding first = Sharding.NONE.with(Map.of(CALLS, 4, TOKENS, 3));
    Sharding second = first.with(Map.of(CALLS, 2));

    assertThat(first.count(CALLS)).isEqualTo(4);
    assertThat(second.count(CALLS)).isEqualTo(2);
    assertThat(second.size()).isEqualTo(2);
    assertThat(second.with(Map.of(CALLS, 1)).size()).isEqualTo(1);
  }

  /** As any other machine and release: worked out with sha256sum. */
  @Test
  void shouldGiveAnEventTheSameShardForEver() {
    assertThat(identity("e1").toString()).isEqualTo("2361e73779eceba0a573a51b512029c7");
    assertThat(identity("e2").toString()).isEqualTo("b33fd12cbcd54a7e5b889b4cd324ab29");
    Sharding sharding = Sharding.NONE.with(Map.of(CALLS, 7, TOKENS, 1_000));

    assertThat(sharding.shardOf(CALLS, identity("e1"))).isEqualTo(4);
    assertThat(sharding.shardOf(CALLS, identity("e2"))).isEqualTo(0);
    assertThat(sharding.shardOf(TOKENS, identity("e1"))).isEqualTo(343);
    assertThat(sharding.shardOf(TOKENS, identity("e2"))).isEqualTo(689);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 7, 64, Sharding.MAX_SHARDS})
  void shouldSpreadEvenly(int shards) {
    Sharding sharding = Sharding.NONE.with(Map.of(CALLS, shards));
    int each = 500;
    int[] events = new int[shards];
    IntStream.range(0, each * shards)
        .forEach(i -> events[sharding.shardOf(CALLS, identity("e" + i))]++);

    // Six standard deviations.
    assertThat(Arrays.stream(events).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(each - 135, each + 135));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, Sharding.MAX_SHARDS + 1})
  void shouldRefuseANumberThatCannotBe(int shards) {
    assertThatThrownBy(() -> Sharding.NONE.with(Map.of(CALLS, shards)))
        .hasMessage("shards: %d (expected: 1 to 1024)".formatted(shards));
  }

  private static Identity identity(String id) {
    return Identity.of(TENANT, "checkout", id);
  }
}
