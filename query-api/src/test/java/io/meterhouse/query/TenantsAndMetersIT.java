package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.testing.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Engines.class)
class TenantsAndMetersIT {

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldCreateATenantAndShowIt() {
    Answer created =
        service.post(
            "/api/v1/tenants",
            """
            {'tenant_id':'TEN-00123','tenant_name':'Acme Ltd','seats':10,
             'billing_contact':{'name':'Jane Doe','email':'jane@acme.example'},
             'time_zone':'Europe/Berlin'}
            """);

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path("tenant_id").asText()).isEqualTo("TEN-00123");
    assertThat(created.body().path("status").asText()).isEqualTo("active");
    assertThat(created.body().path("plan_binding").isNull()).isTrue();
    Answer shown = service.get("/api/v1/tenants/TEN-00123");
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.body().path("seats").intValue()).isEqualTo(10);
    assertThat(shown.body().path("time_zone").asText()).isEqualTo("Europe/Berlin");
    assertThat(shown.body().path("billing_contact").path("email").asText())
        .isEqualTo("jane@acme.example");
    assertThat(shown.body().path("created_at").asText()).isEqualTo("2026-11-21T10:00:00.123456Z");
  }

  @Test
  void shouldRefuseATenantThatIsTaken() {
    service.createTenant("TEN-taken");

    Answer again =
        service.post("/api/v1/tenants", "{'tenant_id':'TEN-taken','tenant_name':'Other'}");

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.code()).isEqualTo("ALREADY_EXISTS");
    assertThat(service.get("/api/v1/tenants/TEN-taken").body().path("tenant_name").asText())
        .isEqualTo("TEN-taken");
  }

  @Test
  void shouldTellEveryProblemOfATenantAndStoreNothing() {
    Answer refused =
        service.post(
            "/api/v1/tenants", "{'tenant_id':'TEN-bad','seats':'many','time_zone':'Mars'}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("INVALID_ARGUMENT");
    assertThat(refused.fieldsAtFault())
        .containsExactlyInAnyOrder("tenant_name", "seats", "time_zone");
    assertThat(service.get("/api/v1/tenants/TEN-bad").status()).isEqualTo(404);
  }

  @Test
  void shouldRefuseATenantThatNamesAPlan() {
    Answer refused =
        service.post(
            "/api/v1/tenants",
            "{'tenant_id':'TEN-plan','tenant_name':'Planner','plan_code':'ENT-Standard-v1'}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("FAILED_PRECONDITION");
    assertThat(refused.fieldsAtFault()).containsExactly("plan_code");
    assertThat(service.get("/api/v1/tenants/TEN-plan").status()).isEqualTo(404);
  }

  @Test
  void shouldAnswer404ForATenantThatIsNotThereAnd400ForWhatIsNone() {
    assertThat(service.get("/api/v1/tenants/TEN-nobody").code()).isEqualTo("NOT_FOUND");
    assertThat(service.get("/api/v1/tenants/nobody").code()).isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void shouldPageThroughTenantsThoughOthersAreCreatedMeanwhile() {
    for (String name : List.of("TEN-page-b", "TEN-page-d", "TEN-page-f")) {
      service.createTenant(name);
    }
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = service.get("/api/v1/tenants?page_size=1" + token).body();
      page.path("tenants").forEach(tenant -> seen.add(tenant.path("tenant_id").asText()));
      if (seen.getLast().equals("TEN-page-d")) {
        service.createTenant("TEN-page-a");
        service.createTenant("TEN-page-e");
      }
      JsonNode next = page.path("next_page_token");
      token = next.isNull() ? "" : "&page_token=" + next.asText();
    } while (!token.isEmpty());

    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen.stream().filter(name -> name.startsWith("TEN-page-")))
        .containsExactly("TEN-page-b", "TEN-page-d", "TEN-page-e", "TEN-page-f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page_size=0",
        "page_size=201",
        "page_size=ten",
        "page_token=x",
        "page_size=1&page_size=2"
      })
  void shouldRefuseAPageThatCannotBe(String query) {
    Answer refused = service.get("/api/v1/tenants?" + query);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault()).containsExactly(query.substring(0, query.indexOf('=')));
  }

  @Test
  void shouldCreateAMeterThatEveryStageKnowsWhenItIsAnswered() {
    service.createTenant("TEN-meter");
    Answer created =
        service.post(
            "/api/v1/meters",
            """
            {'code':'llm_tokens','name':'LLM tokens','event_type':'llm.request','aggregation':'SUM',
             'value_property':'$.tokens','dimensions':{'model':'$.model'},
             'filters':[{'property':'$.region','operator':'in','value':['eu','us']},
                        {'property':'$.size','operator':'gte','value':0.10}],
             'unit':'token','window_size':'MINUTE','source':'events','tenant_id':'TEN-meter'}
            """);

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path("version").intValue()).isEqualTo(1);
    assertThat(created.body().path("filters").get(1).path("value").decimalValue().toString())
        .isEqualTo("0.10");
    assertThat(service.get("/api/v1/meters/llm_tokens?tenant_id=TEN-meter").body())
        .isEqualTo(created.body());
    Meter known = catalogued("TEN-meter", "llm_tokens");
    assertThat(known.name()).isEqualTo("LLM tokens");
    assertThat(known.filters()).hasSize(2);
    assertThat(known.createdAt().toString()).isEqualTo(created.body().path("created_at").asText());
  }

  @Test
  void shouldRefuseAMeterWithEveryProblemAndStoreNothing() {
    Answer refused =
        service.post(
            "/api/v1/meters",
            """
            {'code':'bad_meter','event_type':7,'aggregation':'MEDIAN','value_property':'$.x','filter':[]}
            """);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault())
        .containsExactlyInAnyOrder("event_type", "aggregation", "filter");
    assertThat(service.get("/api/v1/meters/bad_meter").status()).isEqualTo(404);
  }

  @Test
  void shouldRefuseAMeterOfATenantThatIsNotThere() {
    Answer refused =
        service.post(
            "/api/v1/meters",
            "{'code':'m','event_type':'t','aggregation':'COUNT','tenant_id':'TEN-nobody'}");

    assertThat(refused.status()).isEqualTo(404);
    assertThat(refused.fieldsAtFault()).containsExactly("tenant_id");
  }

  @Test
  void shouldKeepTheMetersOfTwoTenantsApart() {
    service.createTenant("TEN-one");
    service.createTenant("TEN-two");
    createCounter("shared_by_all", "");
    createCounter("own", ",'tenant_id':'TEN-one'");

    assertThat(codes("?tenant_id=TEN-one")).contains("own", "shared_by_all");
    assertThat(codes("?tenant_id=TEN-two")).contains("shared_by_all").doesNotContain("own");
    assertThat(codes("")).contains("shared_by_all").doesNotContain("own");
    assertThat(service.get("/api/v1/meters/own?tenant_id=TEN-two").status()).isEqualTo(404);
    assertThat(service.get("/api/v1/meters/own").status()).isEqualTo(404);
    assertThat(service.get("/api/v1/meters/own?tenant_id=TEN-one").status()).isEqualTo(200);
  }

  @Test
  void shouldGiveATenantsMeterAVersionThatThePlatformsNeverHad() {
    service.createTenant("TEN-own");
    createCounter("replaced", "");
    createCounter("replaced", ",'tenant_id':'TEN-own'");

    assertThat(meter("replaced", "").path("version").intValue()).isEqualTo(1);
    assertThat(meter("replaced", "?tenant_id=TEN-own").path("version").intValue()).isEqualTo(2);
    assertThat(codes("?tenant_id=TEN-own")).containsOnlyOnce("replaced");
  }

  @Test
  void shouldLetOneOfManyCreateAMeter() throws Exception {
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      attempts.add(
          () ->
              service
                  .post(
                      "/api/v1/meters",
                      "{'code':'contested','event_type':'t','aggregation':'COUNT'}")
                  .status());
    }
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> attempt : threads.invokeAll(attempts)) {
        statuses.add(attempt.get());
      }
    }

    assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
  }

  @Test
  void shouldRefuseABodyThatIsNoJsonObject() {
    assertThat(service.post("/api/v1/meters", "{'code':").status()).isEqualTo(400);
    assertThat(service.post("/api/v1/meters", "[]").status()).isEqualTo(400);
    assertThat(service.post("/api/v1/tenants", "").status()).isEqualTo(400);
  }

  private static void createCounter(String code, String more) {
    service.createMeter(
        "{'code':'%s','event_type':'t','aggregation':'COUNT'%s}".formatted(code, more));
  }

  private static JsonNode meter(String code, String query) {
    return service.get("/api/v1/meters/" + code + query).body();
  }

  private static List<String> codes(String query) {
    return service.get("/api/v1/meters" + query).body().path("meters").findValuesAsText("code");
  }

  private static Meter catalogued(String tenant, String code) {
    return service.catalogue().meter(new TenantId(tenant), code).orElseThrow();
  }
}
