package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many shards a tenant's usage has, over HTTP and to every stage. */
@ExtendWith(Engines.class)
class ShardsIT {

  private static final String SHARDS = "/api/v1/usage/shards";

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
  void shouldTellEveryStageTheNumberWhenItIsAnswered() {
    service.createTenant("TEN-huge");

    Answer spread = set("TEN-huge", "llm/request", 4);

    assertThat(spread.status()).as(spread.text()).isEqualTo(200);
    assertThat(spread.text())
        .isEqualTo(
            "{\"tenant_id\":\"TEN-huge\",\"type\":\"llm/request\",\"shards\":4,"
                + "\"changed_at\":\"2026-11-21T10:00:00.123Z\"}");
    assertThat(known("TEN-huge", "llm/request")).isEqualTo(4);
    assertThat(set("TEN-huge", Meter.SNAPSHOT_TYPE, 2).status()).isEqualTo(200);
    assertThat(set("TEN-huge", "llm/request", QueryService.MAX_SHARDS).status()).isEqualTo(200);
    assertThat(known("TEN-huge", "llm/request")).isEqualTo(QueryService.MAX_SHARDS);
    assertThat(known("TEN-huge", Meter.SNAPSHOT_TYPE)).isEqualTo(2);
    assertThat(listed("?tenant_id=TEN-huge"))
        .containsExactly("TEN-huge llm/request 64", "TEN-huge usage.snapshot 2");

    assertThat(set("TEN-huge", "llm/request", 1).status()).isEqualTo(200);
    assertThat(known("TEN-huge", "llm/request")).isEqualTo(1);
    assertThat(listed("?tenant_id=TEN-huge"))
        .containsExactly("TEN-huge llm/request 1", "TEN-huge usage.snapshot 2");
  }

  @Test
  void shouldRefuseWhatCannotBeAndStoreNothing() {
    service.createTenant("TEN-strict");

    Answer tooMany = set("TEN-strict", "calls", QueryService.MAX_SHARDS + 1);
    assertThat(tooMany.status()).isEqualTo(400);
    assertThat(tooMany.reasons())
        .containsExactly("shards: number 65 (expected: a whole number from 1 to 64)");
    assertThat(service.put(SHARDS, "{'shards':0,'type':' ','typ':'x'}").fieldsAtFault())
        .containsExactlyInAnyOrder("tenant_id", "shards", "type", "typ");
    assertThat(service.put(SHARDS, "{'tenant_id':'TEN-strict'}").fieldsAtFault())
        .containsExactlyInAnyOrder("shards", "type");
    Answer nobody = set("TEN-nobody", "calls", 2);
    assertThat(nobody.status()).isEqualTo(404);
    assertThat(nobody.fieldsAtFault()).containsExactly("tenant_id");

    assertThat(listed("?tenant_id=TEN-strict")).isEmpty();
    assertThat(known("TEN-nobody", "calls")).isEqualTo(1);
  }

  @Test
  void shouldLogWhatWasChangedAndNothingElse() {
    service.createTenant("TEN-logged");
    set("TEN-logged", "calls", 4);
    set("TEN-logged", "calls", 4);
    set("TEN-logged", "calls", 2);

    JsonNode entries =
        service
            .get("/api/v1/audit-logs?tenant_id=TEN-logged&entity_type=usage_shards")
            .body()
            .path("audit_logs");

    assertThat(entries.findValuesAsText("action")).containsExactly("update", "create");
    assertThat(entries.get(0).path("entity_id").asText()).isEqualTo("TEN-logged/calls");
    assertThat(entries.get(0).at("/before/shards").intValue()).isEqualTo(4);
    assertThat(entries.get(0).at("/after/shards").intValue()).isEqualTo(2);
  }

  @Test
  void shouldGiveTheFirstAnswerAgainUnderItsIdempotencyKey() {
    service.createTenant("TEN-again");
    Map<String, String> key = Map.of("Idempotency-Key", "spread-1");
    Answer first = put("{'tenant_id':'TEN-again','type':'calls','shards':8}", key);
    set("TEN-again", "calls", 2);

    Answer again = put("{'tenant_id':'TEN-again','type':'calls','shards':8}", key);

    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
    assertThat(known("TEN-again", "calls")).isEqualTo(2);
    Answer other = put("{'tenant_id':'TEN-again','type':'calls','shards':9}", key);
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.code()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
  }

  @Test
  void shouldTellTheStagesWhatIsStoredThoughManyChangeItAtOnce() throws Exception {
    service.createTenant("TEN-contested");
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      int shards = i;
      attempts.add(() -> set("TEN-contested", "calls", shards).status());
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> attempt : threads.invokeAll(attempts)) {
        assertThat(attempt.get()).isEqualTo(200);
      }
    }

    assertThat(listed("?tenant_id=TEN-contested"))
        .containsExactly("TEN-contested calls " + known("TEN-contested", "calls"));
  }

  @Test
  void shouldPageInOrderOfTenantAndTypeAndShowATenantItsOwn() {
    for (String tenant : List.of("TEN-page-a", "TEN-page-b")) {
      service.createTenant(tenant);
      for (String type : List.of("b", "a", "Z")) {
        set(tenant, type, 3);
      }
    }
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = service.get(SHARDS + "?page_size=1" + token).body();
      page.path("shards").forEach(each -> seen.add(shown(each)));
      JsonNode next = page.path("next_page_token");
      token = next.isNull() ? "" : "&page_token=" + next.asText();
    } while (!token.isEmpty());

    assertThat(seen).doesNotHaveDuplicates();
    assertThat(seen.stream().filter(each -> each.startsWith("TEN-page-")))
        .containsExactly(
            "TEN-page-a Z 3",
            "TEN-page-a a 3",
            "TEN-page-a b 3",
            "TEN-page-b Z 3",
            "TEN-page-b a 3",
            "TEN-page-b b 3");
    assertThat(
            asTenant("TEN-page-b", "GET", "").body().path("shards").findValuesAsText("tenant_id"))
        .containsExactly("TEN-page-b", "TEN-page-b", "TEN-page-b");
  }

  @Test
  void shouldNotLetATenantSpreadItself() {
    service.createTenant("TEN-own");

    Answer refused =
        asTenant("TEN-own", "PUT", "{\"tenant_id\":\"TEN-own\",\"type\":\"calls\",\"shards\":4}");

    assertThat(refused.status()).isEqualTo(403);
    assertThat(known("TEN-own", "calls")).isEqualTo(1);
  }

  private static Answer asTenant(String tenant, String method, String body) {
    return service
        .client()
        .send(
            method,
            SHARDS,
            Map.of(
                "Authorization",
                "Bearer " + TestTokens.ofTenant(tenant),
                "Content-Type",
                "application/json"),
            body.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer set(String tenant, String type, int shards) {
    return service.put(
        SHARDS, "{'tenant_id':'%s','type':'%s','shards':%d}".formatted(tenant, type, shards));
  }

  private static Answer put(String singleQuoted, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    all.put("Content-Type", "application/json");
    all.put("Authorization", "Bearer " + TestTokens.PLATFORM);
    return service
        .client()
        .send("PUT", SHARDS, all, singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  /** As a stage reads it, from the topic alone. */
  private static int known(String tenant, String type) {
    return service.sharding().count(new Sharding.Key(TenantId.of(tenant), type));
  }

  private static List<String> listed(String query) {
    List<String> listed = new ArrayList<>();
    service.get(SHARDS + query).body().path("shards").forEach(each -> listed.add(shown(each)));
    return listed;
  }

  private static String shown(JsonNode each) {
    return "%s %s %d"
        .formatted(
            each.path("tenant_id").asText(),
            each.path("type").asText(),
            each.path("shards").intValue());
  }
}
