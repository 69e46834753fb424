package io.meterhouse.ratingengine.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.rating.rule.Adjustment;
import io.meterhouse.rating.rule.Applied;
import io.meterhouse.rating.rule.Rule;
import io.meterhouse.rating.rule.RuleFacts;
import io.meterhouse.rating.rule.Rules;
import io.meterhouse.ratingengine.pricing.RuleReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the worked examples of rules of docs/pricing.md: rules, and what they make of amounts. */
class PublishedRulesTest {

  private static final String FIRST_FIELD = "rules";

  @TestFactory
  Stream<DynamicTest> shouldDoWhatThePageSays() throws IOException {
    return Published.examples(FIRST_FIELD).stream()
        .flatMap(
            example ->
                example.rows().stream()
                    .map(
                        row ->
                            DynamicTest.dynamicTest(
                                String.join(" | ", row.subList(0, 3)),
                                () ->
                                    assertThat(shown(example.json(), row))
                                        .isEqualTo(row.subList(3, 5)))));
  }

  @Test
  void shouldHaveSeveralExamples() throws IOException {
    assertThat(Published.examples(FIRST_FIELD)).hasSizeGreaterThan(1);
  }

  private static List<String> shown(String json, List<String> row) throws IOException {
    Map<String, Object> metadata =
        Json.camelCase().readValue(row.get(2), new TypeReference<Map<String, Object>>() {});
    RuleFacts facts =
        new RuleFacts(new BigDecimal(row.get(1)), "usage", null, null, null, null, metadata);
    Applied applied = Rules.apply(new BigDecimal(row.getFirst()), rules(json), facts);
    return List.of(
        applied.amount().toPlainString(),
        applied.adjustments().stream()
            .map(PublishedRulesTest::shown)
            .collect(Collectors.joining("; ")));
  }

  private static String shown(Adjustment adjustment) {
    return "%s: %s (%s)"
        .formatted(adjustment.type(), adjustment.amount().toPlainString(), adjustment.reason());
  }

  private static List<Rule> rules(String json) throws IOException {
    JsonBody body = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    List<Rule> rules = new ArrayList<>();
    for (JsonBody rule : body.objects(FIRST_FIELD)) {
      rules.add(
          RuleReader.read(rule, rule.text("name"), rule.integer("priority", 0, -100, 100))
              .check(new UUID(0, rules.size())));
    }
    body.check();
    return rules;
  }
}
