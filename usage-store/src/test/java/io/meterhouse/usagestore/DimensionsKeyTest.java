package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DimensionsKeyTest {

  @Test
  void shouldBeTheSameForTheSameDimensionsInAnyOrder() {
    TreeMap<String, String> dimensions = new TreeMap<>();
    dimensions.put("b", "2");
    dimensions.put("a", "1");
    assertThat(DimensionsKey.of(dimensions)).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
  }

  @Test
  void shouldKeepApartWhatOnlyQuotesKeepApart() {
    assertThat(DimensionsKey.of(new TreeMap<>(Map.of("a", "1\",\"b\":\"2\\\n"))))
        .isEqualTo("{\"a\":\"1\\\",\\\"b\\\":\\\"2\\\\\\u000a\"}");
  }

  @Test
  void shouldBeEmptyForNone() {
    assertThat(DimensionsKey.of(new TreeMap<>())).isEmpty();
  }
}
