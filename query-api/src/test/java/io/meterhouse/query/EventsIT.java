package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Engines.class)
class EventsIT {

  private static final String PATH = "/api/v1/usage/events";
  private static final String TENANT = "TEN-events";
  private static final String ALL = "&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z";

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    new EventWriter(service.store())
        .write(
            List.of(
                event(TENANT, "checkout", "e1", "llm.request", "client-7", "10:00:00.1", 1),
                event(TENANT, "checkout", "e2", "llm.answer", "client-7", "10:00:00.2", 2),
                event(TENANT, "checkout", "e3", "llm.request", "", "10:59:59.999999999", 3),
                event(TENANT, "worker", "e1", "llm.request", "client-8", "11:00:00", 4),
                event(TENANT, "worker", "e4", "llm.request", "client-8", "11:00:00", 5),
                event("TEN-other", "checkout", "o1", "llm.request", "client-7", "10:00:00", 6)));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldShowAnEventAsItCame() {
    JsonNode event = events("&source=checkout&id=e1").path("events").get(0);

    assertThat(event.path("id").asText()).isEqualTo("e1");
    assertThat(event.path("source").asText()).isEqualTo("checkout");
    assertThat(event.path("type").asText()).isEqualTo("llm.request");
    assertThat(event.path("subject").asText()).isEqualTo("client-7");
    assertThat(event.path("time").asText()).isEqualTo("2026-11-20T10:00:00.100Z");
    assertThat(event.at("/data/tokens").decimalValue().toString()).isEqualTo("1.50");
    assertThat(event.path("accepted_at").asText()).isEqualTo("2026-11-20T12:00:00.001Z");
    assertThat(event.path("voided_at").isNull()).isTrue();
    assertThat(event.path("void_reason").isNull()).isTrue();
  }

  @Test
  void shouldListTheLatestEventTimeFirst() {
    assertThat(shown(events(ALL)))
        .containsExactly("worker e4", "worker e1", "checkout e3", "checkout e2", "checkout e1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "&type=llm.answer                                               | checkout e2",
        "&source=worker                                                 | worker e4,worker e1",
        "&subject=client-7                                              | checkout e2,checkout e1",
        "&subject=client-7&type=llm.request                             | checkout e1",
        "&source=worker&id=e1                                           | worker e1",
        "&source=worker&id=e2                                           | ",
      })
  void shouldSelectByEveryFilter(String filter, String expected) {
    assertThat(shown(events(ALL + filter)))
        .containsExactly(expected == null ? new String[0] : expected.split(","));
  }

  @Test
  void shouldTakeEventTimesFromTheFirstToBeforeTheLast() {
    assertThat(shown(events("&from=2026-11-20T10:00:00.2Z&to=2026-11-20T11:00:00Z")))
        .containsExactly("checkout e3", "checkout e2");
    assertThat(shown(events("&from=2026-11-20T11:00:00Z&to=2026-11-20T11:00:00.000000001Z")))
        .containsExactly("worker e4", "worker e1");
    assertThat(shown(events("&from=0001-01-01T00:00:00Z&to=9999-01-01T00:00:00Z"))).hasSize(5);
  }

  @Test
  void shouldPageThroughEventsOfOneTime() {
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = events(ALL + "&page_size=1" + token);
      assertThat(page.path("events").size()).isEqualTo(1);
      seen.addAll(shown(page));
      JsonNode next = page.path("next_page_token");
      token = next.isNull() ? "" : "&page_token=" + next.asText();
    } while (!token.isEmpty());

    assertThat(seen)
        .containsExactly("worker e4", "worker e1", "checkout e3", "checkout e2", "checkout e1");
    String first = events(ALL + "&page_size=1").path("next_page_token").asText();
    Answer other =
        service.get(PATH + "?tenant_id=" + TENANT + ALL + "&type=llm.answer&page_token=" + first);
    assertThat(other.fieldsAtFault()).containsExactly("page_token");
  }

  @Test
  void shouldSayWhatCountsNoMoreAndWhy() {
    new EventWriter(service.store())
        .write(
            List.of(
                event("TEN-void", "s", "1", "t", "", "10:00:00", 1),
                event("TEN-void", "s", "2", "t", "", "10:00:01", 2)));
    Answer voided =
        service.post(
            PATH + ":void",
            "{'tenant_id':'TEN-void','source':'s','ids':['1'],'reason':'sent by a test'}");
    assertThat(voided.status()).as(voided.text()).isEqualTo(202);

    JsonNode events = service.get(PATH + "?tenant_id=TEN-void" + ALL).body().path("events");

    assertThat(events.get(0).path("voided_at").isNull()).isTrue();
    assertThat(events.get(1).path("voided_at").asText()).isEqualTo("2026-11-21T10:00:00.123Z");
    assertThat(events.get(1).path("void_reason").asText()).isEqualTo("sent by a test");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                              | from to",
        "&from=2026-11-20T00:00:00Z                                    | to",
        "&id=e1                                                        | source",
        "&from=2026-11-21T00:00:00Z&to=2026-11-20T00:00:00Z            | to",
        "&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&page_size=201 | page_size",
        "&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&subjekt=x  | subjekt",
      })
  void shouldRefuseAQuestionThatCannotBe(String filter, String fields) {
    Answer refused = service.get(PATH + "?tenant_id=" + TENANT + (filter == null ? "" : filter));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).containsExactlyInAnyOrder(fields.split(" "));
  }

  @Test
  void shouldShowATenantItsOwnEventsAlone() {
    Map<String, String> other =
        Map.of("Authorization", "Bearer " + TestTokens.ofTenant("TEN-other"));

    Answer own = service.client().send("GET", PATH + "?" + ALL.substring(1), other, new byte[0]);
    Answer named =
        service.client().send("GET", PATH + "?tenant_id=" + TENANT + ALL, other, new byte[0]);

    assertThat(shown(own.body())).containsExactly("checkout o1");
    assertThat(named.status()).isEqualTo(403);
  }

  private static JsonNode events(String filter) {
    Answer answer = service.get(PATH + "?tenant_id=" + TENANT + filter);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  private static List<String> shown(JsonNode page) {
    List<String> shown = new ArrayList<>();
    for (JsonNode event : page.path("events")) {
      shown.add(event.path("source").asText() + " " + event.path("id").asText());
    }
    return shown;
  }

  private static EventRow event(
      String tenant,
      String source,
      String id,
      String type,
      String subject,
      String time,
      long offset) {
    return new EventRow(
        tenant,
        type,
        source,
        id,
        subject,
        Instant.parse("2026-11-20T" + time + "Z"),
        Instant.parse("2026-11-20T12:00:00Z").plusMillis(offset),
        ByteString.copyFromUtf8("{\"tokens\":1.50}"),
        "ing-" + id,
        Identity.of(new TenantId(tenant), source, id),
        0,
        offset,
        0,
        null);
  }
}
