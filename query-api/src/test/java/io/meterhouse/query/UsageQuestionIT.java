package io.meterhouse.query;

import static io.meterhouse.query.StoredRows.DAY;
import static io.meterhouse.query.StoredRows.usage;
import static io.meterhouse.query.UsageRoute.subjects;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AggregateWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions for usage that come in pages, and those that cannot be answered. */
@ExtendWith(Engines.class)
class UsageQuestionIT {

  private static QueryService service;
  private static UsageRoute usage;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    usage = new UsageRoute(service);
    service.createMeter(StoredRows.LLM_TOKENS);
    service.createMeter(StoredRows.HOURLY);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldPageThroughRowsThoughUsageComesInMeanwhile() {
    write(usageOf("TEN-paged", 7));
    String question = "tenant_id=TEN-paged" + DAY + "&group_by=subject&page_size=3";

    JsonNode first = usage.query("llm_tokens", question);
    write(List.of(usage("TEN-paged", "a-new-one", "m", "2026-11-20T09:00:00Z", "1")));
    JsonNode second = usage.next("llm_tokens", question, first);
    JsonNode third = usage.next("llm_tokens", question, second);

    assertThat(subjects(first)).containsExactly("s0", "s1", "s2");
    assertThat(subjects(second)).containsExactly("s3", "s4", "s5");
    assertThat(subjects(third)).containsExactly("s6");
    assertThat(third.path("next_page_token").isNull()).isTrue();
  }

  @Test
  void shouldRefuseThePageTokenOfAnotherQuestion() {
    write(usageOf("TEN-token", 2));
    String question = "tenant_id=TEN-token" + DAY + "&group_by=subject&page_size=1";
    String token = usage.query("llm_tokens", question).path("next_page_token").asText();

    Answer refused =
        usage.ask(
            "llm_tokens", question.replace("TEN-token", "TEN-other") + "&page_token=" + token);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reasons())
        .singleElement()
        .asString()
        .contains("a token of another question");
  }

  @Test
  void shouldTellEveryProblemOfAQuestion() {
    Answer refused =
        usage.ask(
            "hourly",
            "tenant_id=TEN-1&from=2026-11-20T00:30:00Z&to=yesterday"
                + "&window_size=DAY&time_zone=Mars/Base&group_by=model&filter.colour=red&windowsize=1");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault())
        .containsExactlyInAnyOrder("to", "time_zone", "group_by", "filter.colour", "windowsize");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from=2026-11-20T00:30:00Z&to=2026-11-21T00:00:00Z|from",
        "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00.5Z|to",
        "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&window_size=MINUTE|window_size",
        "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&window_size=DAY&time_zone=Asia/Kolkata"
            + "|time_zone",
        "from=2026-11-20T00:00:00Z&to=2026-11-20T00:00:00Z|to",
        "from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&page_size=10001|page_size",
      })
  void shouldSayWhyAPeriodCannotBeAnsweredFromHours(String question, String field) {
    Answer refused = usage.ask("hourly", "tenant_id=TEN-1&" + question);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).containsExactly(field);
  }

  @ParameterizedTest
  @CsvSource({"nothing,404,NOT_FOUND", "%00,400,INVALID_ARGUMENT"})
  void shouldRefuseAMeterThatIsNotThere(String meter, int status, String code) {
    Answer answer = usage.ask(meter, "tenant_id=TEN-1" + DAY);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
  }

  private static void write(List<AggregateRow> rows) {
    new AggregateWriter(service.store()).write(rows);
  }

  private static List<AggregateRow> usageOf(String tenant, int subjects) {
    List<AggregateRow> rows = new ArrayList<>();
    for (int subject = 0; subject < subjects; subject++) {
      rows.add(usage(tenant, "s" + subject, "m", "2026-11-20T10:00:00Z", "1"));
    }
    return rows;
  }
}
