package io.meterhouse.kit.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedUrlTest {

  @ParameterizedTest
  @CsvSource({
    "http://c:8123, http://c:8123",
    "http://u:hunter2@c:8123/m?password=hunter2, http://***@c:8123/m",
    "jdbc:postgresql://u:hun/ter2@p:5432/m, jdbc:postgresql://***@p:5432/m",
    "http://u:hun@ter2@c:8123/m, http://***@c:8123/m",
    "http://u:hun/t@er2@c/m?a=b@c, http://***@c/m",
    "http://u@c, http://***@c"
  })
  void shouldHideUserPasswordAndParameters(String url, String shown) {
    assertThat(MaskedUrl.of(url)).isEqualTo(shown);
  }
}
