package io.meterhouse.kit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.PropertyPath;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects larger than {@link JsonCompactorProperty} makes them. */
class JsonCompactorTest {

  private final JsonCompactor compactor = new JsonCompactor(JsonLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 18, 500})
  void shouldFindAKeyThatComesTwiceHoweverManyThereAre(int fields) throws IOException {
    read("{\"data\":{" + fields(fields) + "}}");
    assertThat(compactor.problem()).isNull();

    read("{\"data\":{" + fields(fields) + ",\"f0\":1}}");
    assertThat(compactor.problem())
        .isNotNull()
        .returns("INVALID_JSON", JsonDataException::code)
        .hasMessageContaining("f0 twice");

    read("{" + fields(fields) + ",\"data\":{\"f0\":1},\"f0\":1}");
    assertThat(compactor.problem()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 500})
  void shouldFindEachFieldHoweverManyThereAre(int fields) throws IOException {
    read("{\"data\":{\"in\":{" + fields(fields) + "}}}");
    for (int i = 0; i < fields; i++) {
      assertThat(compactor.data().at(PropertyPath.parse("in.f" + i)))
          .hasValue(new DataValue.Number(Integer.toString(i)));
    }
    assertThat(compactor.data().at(PropertyPath.parse("f0"))).isEmpty();
    assertThat(compactor.data().at(PropertyPath.parse("in.f" + fields))).isEmpty();
  }

  @Test
  void shouldForgetTheObjectBefore() throws IOException {
    read("{\"data\":{\"a\":1,\"a\":2}}");
    read("{\"data\":{\"b\":\"" + "x".repeat(5_000) + "\"}}");
    assertThat(compactor.problem()).isNull();
    assertThat(compactor.data().at(PropertyPath.parse("a"))).isEmpty();
    assertThat(compactor.data().at(PropertyPath.parse("b")))
        .hasValue(new DataValue.Text("x".repeat(5_000)));
  }

  private void read(String json) throws IOException {
    byte[] bytes = json.getBytes(UTF_8);
    try (JsonParser parser = JsonData.parser(bytes, 0, bytes.length)) {
      parser.nextToken();
      compactor.readObject(
          parser,
          (name, value) -> {
            if (name.equals("data")) {
              var _ = compactor.compact(parser);
            } else {
              compactor.skip(parser);
            }
          });
    }
  }

  private static String fields(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"f" + i + "\":" + i)
        .collect(Collectors.joining(","));
  }
}
