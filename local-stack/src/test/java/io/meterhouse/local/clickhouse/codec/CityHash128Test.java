package io.meterhouse.local.clickhouse.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.clickhouse.data.ClickHouseCityHash;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CityHash128Test {

  @Test
  void shouldGiveTheKnownHashOfNothing() {
    assertThat(CityHash128.of(new byte[0], 0, 0))
        .isEqualTo(new CityHash128.Hash(0x3df09dfc64c09a2bL, 0x3cb540c392e51e29L));
  }

  @Test
  @SuppressWarnings("deprecation") // the only other implementation at hand
  void shouldAgreeWithTheClientForEveryLength() {
    Random random = new Random(7);
    for (int length = 0; length < 700; length++) {
      byte[] data = new byte[length + 3];
      random.nextBytes(data);
      long[] expected = ClickHouseCityHash.cityHash128(data, 3, length);
      assertThat(CityHash128.of(data, 3, length))
          .as("length %d", length)
          .isEqualTo(new CityHash128.Hash(expected[0], expected[1]));
    }
  }
}
