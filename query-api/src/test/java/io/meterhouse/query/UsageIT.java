package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.query.QueryService.Answer;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventWriter;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.LedgerWriter;
import io.meterhouse.usagestore.RejectionRow;
import io.meterhouse.usagestore.RejectionWriter;
import io.meterhouse.usagestore.Watermarks;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Engines.class)
class UsageIT {

  private static final String DAY = "&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    for (String tenant : List.of("TEN-1", "TEN-2")) {
      create("/api/v1/tenants", "{'tenant_id':'%1$s','tenant_name':'%1$s'}".formatted(tenant));
    }
    create(
        "/api/v1/meters",
        """
        {'code':'llm_tokens','event_type':'llm.request','aggregation':'SUM','unit':'token',
         'value_property':'$.tokens','dimensions':{'model':'$.model'}}
        """);
    create(
        "/api/v1/meters",
        """
        {'code':'hourly','event_type':'llm.request','aggregation':'MAX','window_size':'HOUR',
         'value_property':'$.tokens'}
        """);
    create("/api/v1/meters", "{'code':'storage_gb','aggregation':'SUM','source':'snapshots'}");
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
    JsonNode answer = query("llm_tokens", "tenant_id=TEN-1" + DAY);

    assertThat(answer.path("meter").asText()).isEqualTo("llm_tokens");
    assertThat(answer.path("unit").asText()).isEqualTo("token");
    assertThat(answer.path("window_size").isNull()).isTrue();
    assertThat(answer.path("time_zone").asText()).isEqualTo("UTC");
    assertThat(answer.path("watermark").asText()).isEqualTo("2026-11-21T09:59:58.123Z");
    assertThat(answer.path("next_page_token").isNull()).isTrue();
    assertThat(rows(answer))
        .containsExactly("2026-11-20T00:00:00Z 2026-11-21T00:00:00Z null {} 123.500000000001");
  }

  @Test
  void shouldGroupByWindowSubjectAndDimension() {
    assertThat(
            rows(
                query(
                    "llm_tokens",
                    "tenant_id=TEN-1" + DAY + "&window_size=hour&group_by=subject,model")))
        .containsExactly(
            "2026-11-20T10:00:00Z 2026-11-20T11:00:00Z \"client-7\" {\"model\":\"m-large\"} 100.5",
            "2026-11-20T10:00:00Z 2026-11-20T11:00:00Z \"client-7\" {\"model\":\"m-small\"} 20",
            "2026-11-20T10:00:00Z 2026-11-20T11:00:00Z \"client-8\" {\"model\":\"m-large\"} 3",
            "2026-11-20T23:00:00Z 2026-11-21T00:00:00Z \"\" {\"model\":\"m-large\"} 0.000000000001");
  }

  @Test
  void shouldCutDaysWhereTheZoneDoes() {
    assertThat(
            rows(
                query(
                    "llm_tokens",
                    "tenant_id=TEN-1"
                        + "&from=2026-11-19T23:00:00Z&to=2026-11-21T23:00:00Z"
                        + "&window_size=DAY&time_zone=Europe/Berlin")))
        .containsExactly(
            "2026-11-19T23:00:00Z 2026-11-20T23:00:00Z null {} 123.5",
            "2026-11-20T23:00:00Z 2026-11-21T23:00:00Z null {} 0.000000000001");
  }

  @Test
  void shouldFilterBySubjectAndDimension() {
    String question = "tenant_id=TEN-1" + DAY;

    assertThat(rows(query("llm_tokens", question + "&subject=client-7&filter.model=m-large")))
        .containsExactly(
            "2026-11-20T00:00:00Z 2026-11-21T00:00:00Z \"client-7\" {} 100.5"
                .replace("\"client-7\"", "null"));
    assertThat(rows(query("llm_tokens", question + "&filter.model=m-large&filter.model=m-small")))
        .containsExactly("2026-11-20T00:00:00Z 2026-11-21T00:00:00Z null {} 123.500000000001");
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
    assertThat(byBody.body())
        .isEqualTo(
            query(
                "llm_tokens",
                "tenant_id=TEN-1"
                    + DAY
                    + "&window_size=HOUR&group_by=subject,model&filter.model=m-large"));
  }

  @Test
  void shouldNotShowOneTenantTheUsageOfAnother() {
    assertThat(rows(query("llm_tokens", "tenant_id=TEN-2" + DAY)))
        .containsExactly("2026-11-20T00:00:00Z 2026-11-21T00:00:00Z null {} 9999");
    assertThat(rows(query("llm_tokens", "tenant_id=TEN-3" + DAY)))
        .containsExactly("2026-11-20T00:00:00Z 2026-11-21T00:00:00Z null {} 0");
  }

  @Test
  void shouldSayThatNothingHasNoLargest() {
    JsonNode row = query("hourly", "tenant_id=TEN-1" + DAY).path("rows").get(0);

    assertThat(row.path("value").isNull()).isTrue();
    assertThat(query("hourly", "tenant_id=TEN-1" + DAY + "&window_size=HOUR").path("rows"))
        .isEmpty();
  }

  @Test
  void shouldPageThroughRowsThoughUsageComesInMeanwhile() {
    String tenant = "TEN-paged";
    List<AggregateRow> rows = new ArrayList<>();
    for (int subject = 0; subject < 7; subject++) {
      rows.add(usage(tenant, "s" + subject, "m", "2026-11-20T10:00:00Z", "1"));
    }
    new AggregateWriter(service.store()).write(rows);
    String question = "tenant_id=" + tenant + DAY + "&group_by=subject&page_size=3";

    JsonNode first = query("llm_tokens", question);
    new AggregateWriter(service.store())
        .write(List.of(usage(tenant, "a-new-one", "m", "2026-11-20T09:00:00Z", "1")));
    JsonNode second = next("llm_tokens", question, first);
    JsonNode third = next("llm_tokens", question, second);

    assertThat(subjects(first)).containsExactly("s0", "s1", "s2");
    assertThat(subjects(second)).containsExactly("s3", "s4", "s5");
    assertThat(subjects(third)).containsExactly("s6");
    assertThat(third.path("next_page_token").isNull()).isTrue();
  }

  @Test
  void shouldRefuseThePageTokenOfAnotherQuestion() {
    String question = "tenant_id=TEN-1" + DAY + "&group_by=subject&page_size=1";
    String token = query("llm_tokens", question).path("next_page_token").asText();

    Answer refused =
        service.get(
            "/api/v1/meters/llm_tokens/query?"
                + question.replace("TEN-1", "TEN-2")
                + "&page_token="
                + token);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).containsExactly("page_token");
  }

  @Test
  void shouldTellEveryProblemOfAQuestion() {
    Answer refused =
        service.get(
            "/api/v1/meters/hourly/query?tenant_id=TEN-1&from=2026-11-20T00:30:00Z&to=yesterday"
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
    Answer refused = service.get("/api/v1/meters/hourly/query?tenant_id=TEN-1&" + question);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).containsExactly(field);
  }

  @Test
  void shouldAnswer404ForAMeterThatIsNotThere() {
    assertThat(service.get("/api/v1/meters/nothing/query?tenant_id=TEN-1" + DAY).code())
        .isEqualTo("NOT_FOUND");
    assertThat(service.get("/api/v1/meters/%00/query?tenant_id=TEN-1" + DAY).status())
        .isBetween(400, 404);
    assertThat(
            service
                .get(
                    "/api/v1/usage/snapshots?tenant_id=TEN-1&metric_code=nothing&from=2026-11-01"
                        + "&to=2026-11-02")
                .code())
        .isEqualTo("NOT_FOUND");
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
    String question = "tenant_id=TEN-1&metric_code=storage_gb&from=2026-11-04&to=2026-11-05";

    JsonNode first = service.get("/api/v1/usage/snapshots?page_size=1&" + question).body();
    JsonNode second =
        service
            .get(
                "/api/v1/usage/snapshots?page_size=1&"
                    + question
                    + "&page_token="
                    + first.path("next_page_token").asText())
            .body();

    JsonNode item = first.path("items").get(0);
    assertThat(item.path("tenant_id").asText()).isEqualTo("TEN-1");
    assertThat(item.path("metric_code").asText()).isEqualTo("storage_gb");
    assertThat(item.path("usage_date").asText()).isEqualTo("2026-11-04");
    assertThat(item.path("metric_value").decimalValue()).isEqualByComparingTo("312.9");
    assertThat(second.path("items").get(0).path("metric_value").decimalValue().toPlainString())
        .isEqualTo("5000000000000000000.000000000001");
    assertThat(second.path("next_page_token").isNull()).isTrue();
  }

  @Test
  void shouldSendWhoAsksForSnapshotsOfEventsToTheQuery() {
    Answer refused =
        service.get(
            "/api/v1/usage/snapshots?tenant_id=TEN-1&metric_code=llm_tokens&from=2026-11-01&to=2026-11-02");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("error").path("message").asText())
        .contains("/api/v1/meters/llm_tokens/query");
  }

  @ParameterizedTest
  @ValueSource(strings = {"freshness", "ledger", "rejections", "snapshots"})
  void shouldAskForTheTenant(String route) {
    Answer refused = service.get("/api/v1/usage/" + route);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).contains("tenant_id");
  }

  @Test
  void shouldSayHowFreshItIs() {
    JsonNode freshness = service.get("/api/v1/usage/freshness?tenant_id=TEN-1").body();

    assertThat(freshness.path("watermark").asText()).isEqualTo("2026-11-21T09:59:58.123Z");
    assertThat(freshness.path("lag_millis").asLong()).isEqualTo(2_000);
  }

  @Test
  void shouldProveWhatBecameOfEveryEventOfOneTenant() {
    new LedgerWriter(service.store())
        .write(
            List.of(
                ledger("TEN-led", "2026-11-20T10:00:00Z", 0, 5, 3, 1, 1),
                ledger("TEN-led", "2026-11-20T10:00:00Z", 1, 2, 1, 1, 0),
                ledger("TEN-other", "2026-11-20T10:00:00Z", 0, 99, 99, 0, 0)));
    new EventWriter(service.store()).write(List.of(event("TEN-led", "1"), event("TEN-led", "2")));

    JsonNode ledger = service.get("/api/v1/usage/ledger?tenant_id=TEN-led").body();

    assertThat(ledger.toString())
        .isEqualTo(
            "{\"tenant_id\":\"TEN-led\",\"accepted\":7,\"unique\":4,\"duplicates\":2,\"rejected\":1,"
                + "\"balanced\":true,\"unique_events_stored\":2,"
                + "\"watermark\":\"2026-11-21T09:59:58.123Z\"}");
  }

  @Test
  void shouldSayWhereTheLedgerIsNotBalanced() {
    new LedgerWriter(service.store())
        .write(List.of(ledger("TEN-lost", "2026-11-20T10:00:00Z", 0, 5, 3, 1, 0)));

    assertThat(
            service
                .get("/api/v1/usage/ledger?tenant_id=TEN-lost")
                .body()
                .path("balanced")
                .booleanValue())
        .isFalse();
    assertThat(service.get("/api/v1/usage/ledger?tenant_id=TEN-none").body().path("accepted"))
        .hasToString("0");
  }

  @Test
  void shouldPageThroughRejectionsThoughMoreAreRefusedMeanwhile() {
    RejectionWriter writer = new RejectionWriter(service.store());
    writer.write(
        List.of(rejection("TEN-rej", 1), rejection("TEN-rej", 2), rejection("TEN-rej", 3)));
    writer.write(List.of(rejection("TEN-rej2", 4)));
    String route = "/api/v1/usage/rejections?tenant_id=TEN-rej&page_size=2";

    JsonNode first = service.get(route).body();
    writer.write(List.of(rejection("TEN-rej", 9)));
    JsonNode second =
        service.get(route + "&page_token=" + first.path("next_page_token").asText()).body();

    assertThat(first.path("items").findValuesAsText("id")).containsExactly("e3", "e2");
    assertThat(second.path("items").findValuesAsText("id")).containsExactly("e1");
    assertThat(second.path("next_page_token").isNull()).isTrue();
    JsonNode item = second.path("items").get(0);
    assertThat(item.path("code").asText()).isEqualTo("VALUE_NOT_A_NUMBER");
    assertThat(item.path("field").asText()).isEqualTo("data.tokens");
    assertThat(item.path("meter").isNull()).isTrue();
    assertThat(item.path("data").asText()).isEqualTo("{\"tokens\":\"many\"}");
  }

  private static void create(String path, String body) {
    assertThat(service.post(path, body).status()).isEqualTo(201);
  }

  private static JsonNode query(String meter, String parameters) {
    Answer answer = service.get("/api/v1/meters/" + meter + "/query?" + parameters);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static JsonNode next(String meter, String question, JsonNode page) {
    return query(meter, question + "&page_token=" + page.path("next_page_token").asText());
  }

  private static List<String> subjects(JsonNode page) {
    return page.path("rows").findValuesAsText("subject");
  }

  private static List<String> rows(JsonNode answer) {
    List<String> rows = new ArrayList<>();
    for (JsonNode row : answer.path("rows")) {
      rows.add(
          "%s %s %s %s %s"
              .formatted(
                  row.path("window_start").asText(),
                  row.path("window_end").asText(),
                  row.path("subject"),
                  row.path("dimensions"),
                  row.path("value").asText()));
    }
    return rows;
  }

  private static AggregateRow usage(
      String tenant, String subject, String model, String minute, String sum) {
    Instant start = Instant.parse(minute);
    return new AggregateRow(
        tenant,
        "llm_tokens",
        1,
        subject,
        new TreeMap<>(Map.of("model", model)),
        new Window(start, WindowSize.MINUTE),
        0,
        Aggregate.empty().plus(new BigDecimal(sum), start, "ing-1"),
        start,
        1);
  }

  private static AggregateRow snapshot(String tenant, String day, String value, String ingestId) {
    Instant start = Instant.parse(day + "T00:00:00Z");
    return new AggregateRow(
        tenant,
        "storage_gb",
        1,
        "",
        new TreeMap<>(),
        day(start),
        0,
        Aggregate.ofSnapshot(new BigDecimal(value), day(start), ingestId),
        start,
        1);
  }

  private static Window day(Instant start) {
    return new Window(start, WindowSize.DAY);
  }

  private static LedgerRow ledger(
      String tenant, String minute, int partition, long accepted, long unique, long dup, long rej) {
    return new LedgerRow(tenant, Instant.parse(minute), partition, accepted, unique, dup, rej, 1);
  }

  private static EventRow event(String tenant, String id) {
    Instant time = Instant.parse("2026-11-20T10:00:00Z");
    return new EventRow(
        tenant,
        "t",
        "s",
        id,
        "",
        time,
        time,
        ByteString.copyFromUtf8("{}"),
        "ing-" + id,
        Identity.of(new TenantId(tenant), "s", id),
        0,
        Long.parseLong(id));
  }

  private static RejectionRow rejection(String tenant, int number) {
    return new RejectionRow(
        tenant,
        0,
        number,
        "VALUE_NOT_A_NUMBER",
        "data.tokens: 'many' (expected: a number)",
        "data.tokens",
        "",
        "checkout",
        "e" + number,
        "llm.request",
        "",
        ByteString.copyFromUtf8("{\"tokens\":\"many\"}"),
        Instant.parse("2026-11-20T10:00:0" + number + "Z"),
        0,
        number);
  }
}
