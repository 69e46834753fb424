package io.meterhouse.aggregator.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UniqueKeyTest {

  @Test
  void shouldComeBackFromItsBytesWhateverTheTypeHolds() {
    UniqueKey key = new UniqueKey("TEN-1", "a/b/7", 3);

    assertThat(UniqueKey.fromBytes(key.toBytes())).isEqualTo(key);
  }

  @Test
  void shouldRefuseWhatIsNoKey() {
    assertThatThrownBy(() -> UniqueKey.fromBytes(null)).hasMessageContaining("tenant/type/shard");
    assertThatThrownBy(() -> UniqueKey.fromBytes(new byte[] {'x'}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
