package io.meterhouse.query;

import static io.meterhouse.query.StoredRows.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.AggregateWriter;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The snapshots in force, day by day. */
@ExtendWith(Engines.class)
class SnapshotsIT {

  private static final String ROUTE = "/api/v1/usage/snapshots?tenant_id=TEN-1&metric_code=";

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    service.createMeter(StoredRows.LLM_TOKENS);
    service.createMeter("{'code':'storage_gb','aggregation':'SUM','source':'snapshots'}");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldShowTheSnapshotInForceOfEachDayAsAnExactNumber() {
    new AggregateWriter(service.store())
        .write(
            List.of(
                snapshot("TEN-1", "2026-11-04", "312.90", "ing-01"),
                snapshot("TEN-1", "2026-11-05", "5000000000000000000.000000000001", "ing-02"),
                snapshot("TEN-1", "2026-11-06", "7", "ing-03"),
                snapshot("TEN-2", "2026-11-05", "1", "ing-04")));
    String question = ROUTE + "storage_gb&from=2026-11-04&to=2026-11-05&page_size=1";

    JsonNode first = service.get(question).body();
    JsonNode second =
        service.get(question + "&page_token=" + first.path("next_page_token").asText()).body();

    assertThat(first.path("items").toString())
        .isEqualTo(
            "[{\"tenant_id\":\"TEN-1\",\"metric_code\":\"storage_gb\",\"metric_value\":312.9,"
                + "\"usage_date\":\"2026-11-04\",\"subject\":null}]");
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("items").get(0).path("metric_value").decimalValue().toPlainString())
        .isEqualTo("5000000000000000000.000000000001");
    assertThat(second.path("next_page_token").isNull()).isTrue();
  }

  @Test
  void shouldSendWhoAsksForSnapshotsOfEventsToTheQuery() {
    Answer refused = service.get(ROUTE + "llm_tokens&from=2026-11-01&to=2026-11-02");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("/api/v1/meters/llm_tokens/query");
  }

  @Test
  void shouldAnswer404ForAMetricThatIsNotThere() {
    assertThat(service.get(ROUTE + "nothing&from=2026-11-01&to=2026-11-02").code())
        .isEqualTo("NOT_FOUND");
  }

  @Test
  void shouldRefuseDaysInTheWrongOrder() {
    assertThat(service.get(ROUTE + "storage_gb&from=2026-11-02&to=2026-11-01").fieldsAtFault())
        .containsExactly("to");
  }
}
