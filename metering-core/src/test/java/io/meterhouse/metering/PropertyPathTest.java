package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyPathTest {

  @Test
  void shouldReadNestedProperties() {
    DataValue.Obj data =
        new DataValue.Obj(Map.of("a", new DataValue.Obj(Map.of("b", new DataValue.Number("1")))));

    assertThat(PropertyPath.parse("$.a.b").readFrom(data)).contains(new DataValue.Number("1"));
    assertThat(PropertyPath.parse("a.b.c").readFrom(data)).isEmpty();
    assertThat(PropertyPath.parse("a.x").readFrom(data)).isEmpty();
  }

  @Test
  void shouldBeWrittenInOneWay() {
    assertThat(PropertyPath.parse("a.b"))
        .isEqualTo(new PropertyPath(List.of("a", "b")))
        .hasToString("$.a.b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "$", "$.", "a..b", ".a", "a.", "$.a[0]", "$['a']", "a. .b"})
  void shouldRefuseWhatIsNoPath(String text) {
    assertThatThrownBy(() -> PropertyPath.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: names joined by dots");
  }
}
