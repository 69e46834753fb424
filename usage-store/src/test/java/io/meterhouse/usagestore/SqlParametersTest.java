package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlParametersTest {

  @Test
  void shouldEscapeWhatClickHouseReadsAsAnEscape() {
    SqlStatement statement =
        new SqlParameters()
            .string("text", "a\\b'c\td\ne\rf\0")
            .strings("texts", List.of("", "it's", "[x],\\"))
            .integer("number", -5)
            .integers("numbers", List.of(1, 2L))
            .in("SELECT 1");
    assertThat(statement.parameters())
        .isEqualTo(
            Map.of(
                "text", "a\\\\b\\'c\\td\\ne\\rf\\0",
                "texts", "['','it\\'s','[x],\\\\']",
                "number", "-5",
                "numbers", "[1,2]"));
  }

  @Test
  void shouldRefuseAParameterGivenTwice() {
    SqlParameters parameters = new SqlParameters().integer("a", 1);
    assertThatThrownBy(() -> parameters.string("a", "x")).hasMessage("parameter given twice: a");
  }
}
