package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonBodyTest {

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() throws IOException {
    JsonBody body =
        body(
            """
            {"name":7,"price":"abc","seats":1.5,"active":"yes","from":"yesterday",
             "tiers":[{"up_to":"x"},3],"kind":"z"}
            """);
    body.text("name");
    body.text("code");
    body.decimal("price");
    body.integer("seats", 1, 10);
    body.flag("active", true);
    body.optionalInstant("from");
    body.choice("kind", Map.of("a", 1));
    body.objects("tiers").forEach(tier -> tier.decimal("up_to"));

    ApiException refusal = catchThrowableOfType(ApiException.class, body::check);

    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.details())
        .containsExactly(
            new Detail("name", "number 7 (expected: a string)"),
            new Detail("code", "missing"),
            new Detail("price", "string abc (expected: a decimal number)"),
            new Detail("seats", "number 1.5 (expected: a whole number from 1 to 10)"),
            new Detail("active", "string yes (expected: true or false)"),
            new Detail("from", "yesterday (expected: a timestamp such as 2026-11-21T10:00:00Z)"),
            new Detail("kind", "z (expected: one of a)"),
            new Detail("tiers[1]", "number 3 (expected: an object)"),
            new Detail("tiers[0].up_to", "string x (expected: a decimal number)"),
            new Detail("tiers[1].up_to", "missing"));
  }

  @Test
  void shouldTellOfTheFirstFiftyProblemsAndCountTheOthers() throws IOException {
    JsonBody body = body("{\"tiers\":[" + "0,".repeat(19_999) + "0]}");
    body.objects("tiers");

    ApiException refusal = catchThrowableOfType(ApiException.class, body::check);

    assertThat(refusal.details()).hasSize(50);
    assertThat(refusal).hasMessageEndingWith("(and 19999 more)");
  }

  @Test
  void shouldCutWhatItRepeatsOfAClient() throws IOException {
    JsonBody body = body("{\"" + "n".repeat(900) + "\":1,\"kind\":\"" + "k".repeat(9_000) + "\"}");
    body.choice("kind", Map.of("a", 1));

    ApiException refusal = catchThrowableOfType(ApiException.class, body::check);

    assertThat(refusal.details())
        .allSatisfy(detail -> assertThat(detail.field()).hasSizeLessThanOrEqualTo(201))
        .allSatisfy(detail -> assertThat(detail.reason()).hasSizeLessThanOrEqualTo(1_001));
  }

  @Test
  void shouldRefuseMoreStructureThanARequestNeeds() {
    for (String json :
        List.of(
            "{\"a\":[" + "0,".repeat(60_000) + "0]}",
            "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}",
            "{\"" + "n".repeat(2_000) + "\":1}")) {
      assertThat(catchThrowableOfType(ApiException.class, () -> body(json)))
          .hasMessage(
              "body: JSON beyond its limits (expected: at most 50000 values and names, 32 levels,"
                  + " names of 1000 characters)");
    }
  }

  @Test
  void shouldRefuseTextThatCannotBeKept() {
    for (String text : List.of("a\\u0000", "\\ud800", "\\udc00x")) {
      ApiException value =
          catchThrowableOfType(
              ApiException.class, () -> body("{\"a\":[{\"b\":\"" + text + "\"}]}"));
      assertThat(value.details()).extracting(Detail::field).containsExactly("a[0].b");
      ApiException name =
          catchThrowableOfType(ApiException.class, () -> body("{\"" + text + "\":1}"));
      assertThat(name.status()).isEqualTo(400);
    }
  }

  @Test
  void shouldTellOnceThatAFieldIsNoText() throws IOException {
    JsonBody body = body("{\"from\":7,\"kind\":[]}");
    body.optionalInstant("from");
    body.optionalChoice("kind", Map.of("a", 1));
    assertThat(catchThrowableOfType(ApiException.class, body::check).details())
        .containsExactly(
            new Detail("from", "number 7 (expected: a string)"),
            new Detail("kind", "an array (expected: a string)"));
  }

  @Test
  void shouldKeepEveryDigitOfADecimal() throws IOException {
    JsonBody body = body("{\"a\":0.10,\"b\":\"12345678901234567890.123456789012\",\"c\":1e3}");
    assertThat(List.of(body.decimal("a"), body.decimal("b"), body.decimal("c")))
        .containsExactly(
            new BigDecimal("0.10"),
            new BigDecimal("12345678901234567890.123456789012"),
            new BigDecimal("1e3"));
    body.check();
  }

  @Test
  void shouldRefuseANumberThatIsShortToWriteAndEndlessToPrint() throws IOException {
    JsonBody body = body("{\"a\":1e999999}");
    body.decimal("a");
    assertThat(catchThrowableOfType(ApiException.class, body::check).details()).hasSize(1);
  }

  @Test
  void shouldNameTheFieldThatWasLikelyMeant() throws IOException {
    JsonBody body = body("{\"event_typ\":\"x\",\"zzzzzzzzzzz\":1}");
    body.optionalText("event_type");
    assertThat(catchThrowableOfType(ApiException.class, body::check).details())
        .containsExactly(
            new Detail("event_typ", "unknown field (did you mean event_type?)"),
            new Detail("zzzzzzzzzzz", "unknown field (expected: event_type)"));
  }

  private static JsonBody body(String json) throws IOException {
    return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
