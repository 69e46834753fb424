package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.http.PageTokens;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.CalendarWindow;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UsageQuestionTest {

  private static final Paging PAGING =
      new Paging(QueryLimits.defaults(), new PageTokens(new byte[32]));

  private static final Meter METER =
      MeterDefinition.read(
              Bodies.json(
                  """
                  {'code':'llm_tokens','event_type':'llm.request','aggregation':'SUM',
                   'value_property':'$.tokens','dimensions':{'model':'$.model','region':'$.region'}}
                  """))
          .toMeter(1, Instant.EPOCH);

  @Test
  void shouldReadEverythingThatCanBeAsked() {
    assertThat(
            read(
                """
                {'tenant_id':'TEN-1','from':'2026-11-01T00:00:00Z','to':'2026-11-02T00:00:00+01:00',
                 'window_size':'HOUR','time_zone':'Europe/Berlin','group_by':['model','subject'],
                 'subject':'client-7','filter':{'model':'m-large','region':['eu','us']},
                 'page_size':10,'page_token':'abc'}
                """))
        .isEqualTo(
            new UsageQuestion(
                METER,
                new TenantId("TEN-1"),
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-11-01T23:00:00Z"),
                CalendarWindow.HOUR,
                ZoneId.of("Europe/Berlin"),
                true,
                List.of("model"),
                "client-7",
                new TreeMap<>(Map.of("model", List.of("m-large"), "region", List.of("eu", "us"))),
                new PageRequest(PAGING.tokens(), "page_token", 10, "abc")));
  }

  @Test
  void shouldFoldThePeriodOverEverythingByDefault() {
    assertThat(
            read("{'tenant_id':'TEN-1','from':'2026-11-01T00:00:00Z','to':'2026-12-01T00:00:00Z'}"))
        .isEqualTo(
            new UsageQuestion(
                METER,
                new TenantId("TEN-1"),
                Instant.parse("2026-11-01T00:00:00Z"),
                Instant.parse("2026-12-01T00:00:00Z"),
                null,
                ZoneId.of("UTC"),
                false,
                List.of(),
                null,
                new TreeMap<>(),
                new PageRequest(
                    PAGING.tokens(), "page_token", QueryLimits.DEFAULT_USAGE_ROWS, null)));
  }

  @Test
  void shouldTellEveryProblemAtOnceWithThoseThatOnlyTheMeterKnows() throws Exception {
    assertThat(
            refusal(
                """
                {'tenant_id':'TEN-1','from':'2026-11-01T00:00:30Z','to':'2026-11-02T00:00:00Z',
                 'window_size':'YEAR','time_zone':'Mars/Base','group_by':['modle'],
                 'filter':{'colour':'red','model':7},'page_size':0,'windowsize':'HOUR'}
                """))
        .containsOnlyKeys(
            "from",
            "window_size",
            "time_zone",
            "group_by",
            "filter.colour",
            "filter.model",
            "page_size",
            "windowsize")
        .containsEntry("group_by", "'modle' (expected: subject, model, region)")
        .containsEntry("windowsize", "unknown field (did you mean window_size?)");
  }

  @Test
  void shouldNameWhatIsMissing() throws Exception {
    assertThat(refusal("{}"))
        .isEqualTo(Map.of("tenant_id", "missing", "from", "missing", "to", "missing"));
  }

  @Test
  void shouldSayThatThereIsNoSuchMeterWhereNothingElseIsWrong() {
    assertThatThrownBy(
            () ->
                UsageQuestion.read(
                    new BodyInput(
                        Bodies.json(
                            """
                            {'tenant_id':'TEN-1','from':'2026-11-01T00:00:00Z',
                             'to':'2026-12-01T00:00:00Z'}
                            """)),
                    "llm_tokens",
                    tenant -> Optional.empty(),
                    PAGING))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> {
              assertThat(e.status()).isEqualTo(404);
              assertThat(e).hasMessage("neither TEN-1 nor the platform has a meter 'llm_tokens'");
            });
  }

  @Test
  void shouldTellTheQuestionsOfTwoTenantsApart() {
    String question =
        "{'tenant_id':'TEN-%d','from':'2026-11-01T00:00:00Z','to':'2026-12-01T00:00:00Z'}";

    assertThat(read(question.formatted(1)).scope())
        .isEqualTo(read(question.formatted(1)).scope())
        .isNotEqualTo(read(question.formatted(2)).scope());
  }

  private static UsageQuestion read(String json) {
    return UsageQuestion.read(
        new BodyInput(Bodies.json(json)), "llm_tokens", tenant -> Optional.of(METER), PAGING);
  }

  private static Map<String, String> refusal(String json) throws Exception {
    return Bodies.refusal(() -> read(json));
  }
}
