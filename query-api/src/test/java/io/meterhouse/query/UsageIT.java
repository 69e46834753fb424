package io.meterhouse.query;

import static io.meterhouse.query.StoredRows.DAY;
import static io.meterhouse.query.StoredRows.usage;
import static io.meterhouse.query.UsageRoute.rows;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.Watermarks;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The figures of a meter. */
@ExtendWith(Engines.class)
class UsageIT {

  private static final String WHOLE_DAY = "2026-11-20T00:00:00Z 2026-11-21T00:00:00Z";

  private static QueryService service;
  private static UsageRoute usage;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    usage = new UsageRoute(service);
    service.createMeter(StoredRows.LLM_TOKENS);
    service.createMeter(StoredRows.HOURLY);
    new AggregateWriter(service.store())
        .write(
            List.of(
                usage("TEN-1", "client-7", "m-large", "2026-11-20T10:00:00Z", "100.5"),
                usage("TEN-1", "client-7", "m-small", "2026-11-20T10:01:00Z", "20"),
                usage("TEN-1", "client-8", "m-large", "2026-11-20T10:59:00Z", "3"),
                usage("TEN-1", "", "m-large", "2026-11-20T23:30:00Z", "0.000000000001"),
                usage("TEN-2", "client-7", "m-large", "2026-11-20T10:00:00Z", "9999")));
    new Watermarks(service.store())
        .record(Watermarks.USAGE, Instant.parse("2026-11-21T09:59:58.123Z"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldFoldTheWholePeriodIntoOneExactFigureWithItsWatermark() {
    JsonNode answer = usage.query("llm_tokens", "tenant_id=TEN-1" + DAY);

    assertThat(answer.path("meter").asText()).isEqualTo("llm_tokens");
    assertThat(answer.path("unit").asText()).isEqualTo("token");
    assertThat(answer.path("window_size").isNull()).isTrue();
    assertThat(answer.path("time_zone").asText()).isEqualTo("UTC");
    assertThat(answer.path("watermark").asText()).isEqualTo("2026-11-21T09:59:58.123Z");
    assertThat(answer.path("next_page_token").isNull()).isTrue();
    assertThat(rows(answer)).containsExactly(WHOLE_DAY + " null {} 123.500000000001");
  }

  @Test
  void shouldGroupByWindowSubjectAndDimension() {
    String question = "tenant_id=TEN-1" + DAY + "&window_size=hour&group_by=subject,model";

    assertThat(rows(usage.query("llm_tokens", question)))
        .containsExactly(
            "2026-11-20T10:00:00Z 2026-11-20T11:00:00Z \"client-7\" {\"model\":\"m-large\"} 100.5",
            "2026-11-20T10:00:00Z 2026-11-20T11:00:00Z \"client-7\" {\"model\":\"m-small\"} 20",
            "2026-11-20T10:00:00Z 2026-11-20T11:00:00Z \"client-8\" {\"model\":\"m-large\"} 3",
            "2026-11-20T23:00:00Z 2026-11-21T00:00:00Z \"\" {\"model\":\"m-large\"} 0.000000000001");
  }

  @Test
  void shouldCutDaysWhereTheZoneDoes() {
    String question =
        "tenant_id=TEN-1&from=2026-11-19T23:00:00Z&to=2026-11-21T23:00:00Z"
            + "&window_size=DAY&time_zone=Europe/Berlin";

    assertThat(rows(usage.query("llm_tokens", question)))
        .containsExactly(
            "2026-11-19T23:00:00Z 2026-11-20T23:00:00Z null {} 123.5",
            "2026-11-20T23:00:00Z 2026-11-21T23:00:00Z null {} 0.000000000001");
  }

  @Test
  void shouldFilterBySubjectAndDimension() {
    String question = "tenant_id=TEN-1" + DAY;

    assertThat(rows(usage.query("llm_tokens", question + "&subject=client-7&filter.model=m-large")))
        .containsExactly(WHOLE_DAY + " null {} 100.5");
    assertThat(
            rows(
                usage.query("llm_tokens", question + "&filter.model=m-large&filter.model=m-small")))
        .containsExactly(WHOLE_DAY + " null {} 123.500000000001");
  }

  @Test
  void shouldAnswerTheSameByBody() {
    Answer byBody =
        service.post(
            "/api/v1/meters/llm_tokens/query",
            """
            {'tenant_id':'TEN-1','from':'2026-11-20T00:00:00Z','to':'2026-11-21T00:00:00Z',
             'window_size':'HOUR','group_by':['subject','model'],'filter':{'model':['m-large']}}
            """);

    assertThat(byBody.status()).isEqualTo(200);
    assertThat(byBody.body().path("rows")).hasSize(3);
    assertThat(byBody.body())
        .isEqualTo(
            usage.query(
                "llm_tokens",
                "tenant_id=TEN-1"
                    + DAY
                    + "&window_size=HOUR&group_by=subject,model&filter.model=m-large"));
  }

  @Test
  void shouldNotShowOneTenantTheUsageOfAnother() {
    assertThat(rows(usage.query("llm_tokens", "tenant_id=TEN-2" + DAY)))
        .containsExactly(WHOLE_DAY + " null {} 9999");
    assertThat(rows(usage.query("llm_tokens", "tenant_id=TEN-3" + DAY)))
        .containsExactly(WHOLE_DAY + " null {} 0");
  }

  @Test
  void shouldSayThatNothingHasNoLargest() {
    String question = "tenant_id=TEN-1" + DAY;

    JsonNode rows = usage.query("hourly", question).path("rows");

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).path("value").isNull()).isTrue();
    assertThat(usage.query("hourly", question + "&window_size=HOUR").path("rows")).isEmpty();
  }
}
