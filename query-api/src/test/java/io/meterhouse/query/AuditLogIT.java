package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class AuditLogIT {

  private static final String LOGS = "/api/v1/audit-logs";
  private static final String KEYS = "/api/v1/access-keys";

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
  void shouldTellWhoChangedWhatWithBeforeAndAfter() {
    service.createTenant("TEN-story");
    Answer key =
        service
            .client()
            .post(
                KEYS,
                "{'name':'sdk','tenant_id':'TEN-story','scopes':['usage:write']}",
                Map.of("X-Request-Id", "trace-of-the-key"));
    String id = key.body().at("/access_key/key_id").asText();
    assertThat(service.client().delete(KEYS + "/" + id).status()).isEqualTo(200);

    JsonNode entries = entries(LOGS + "?tenant_id=TEN-story");

    assertThat(entries.findValuesAsText("action")).containsExactly("revoke", "create", "create");
    assertThat(entries.findValuesAsText("entity_type"))
        .containsExactly("access_key", "access_key", "tenant");
    JsonNode revoked = entries.get(0);
    assertThat(revoked.path("entity_id").asText()).isEqualTo(id);
    assertThat(revoked.at("/before/revoked_at").isNull()).isTrue();
    assertThat(revoked.at("/after/revoked_at").asText()).isEqualTo("2026-11-21T10:00:00.123Z");
    assertThat(revoked.path("caller_id").asText()).isEqualTo("platform");
    JsonNode created = entries.get(1);
    assertThat(created.path("trace_id").asText()).isEqualTo("trace-of-the-key");
    assertThat(created.path("before").isNull()).isTrue();
    assertThat(created.path("after")).isEqualTo(key.body().path("access_key"));
    assertThat(entries.toString()).doesNotContain(key.body().path("token").asText());
  }

  @Test
  void shouldWriteNothingOfWhatWasRefused() {
    service.createTenant("TEN-once");
    Answer again =
        service.post("/api/v1/tenants", "{'tenant_id':'TEN-once','tenant_name':'other'}");
    assertThat(again.status()).isEqualTo(409);

    assertThat(entries(LOGS + "?tenant_id=TEN-once")).hasSize(1);
  }

  @Test
  void shouldSelectByEveryFilter() {
    service.createTenant("TEN-filter");
    service.createMeter(
        """
        {'code':'filtered','name':'m','event_type':'t','aggregation':'COUNT','unit':'call',
         'tenant_id':'TEN-filter'}
        """);
    String mine = LOGS + "?tenant_id=TEN-filter";

    assertThat(entries(mine + "&entity_type=meter").findValuesAsText("entity_id"))
        .containsExactly("filtered");
    assertThat(entries(mine + "&entity_id=filtered")).hasSize(1);
    assertThat(entries(mine + "&action=create")).hasSize(2);
    assertThat(entries(mine + "&action=revoke")).isEmpty();
    assertThat(entries(mine + "&caller_id=platform")).hasSize(2);
    assertThat(entries(mine + "&caller_id=eve")).isEmpty();
    assertThat(entries(mine + "&trace_id=none")).isEmpty();
    assertThat(entries(mine + "&from=2026-11-21T10:00:00Z")).hasSize(2);
    assertThat(entries(mine + "&from=2026-11-21T10:00:01Z")).isEmpty();
    assertThat(entries(mine + "&to=2026-11-21T10:00:00Z")).isEmpty();
    Answer refused = service.get(mine + "&action=creat&entity_typ=x");
    assertThat(refused.reasons())
        .containsExactly(
            "action: creat (expected: one of create, deactivate, revoke, update, void)",
            "entity_typ: unknown parameter (did you mean entity_type?)");
  }

  @Test
  void shouldPageThroughWhileMoreIsWritten() {
    service.createTenant("TEN-pages");
    for (int i = 0; i < 5; i++) {
      key("k" + i);
    }
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = service.get(LOGS + "?tenant_id=TEN-pages&page_size=2" + token).body();
      seen.addAll(page.path("audit_logs").findValuesAsText("name"));
      key("written meanwhile");
      token =
          page.path("next_page_token").isNull()
              ? ""
              : "&page_token=" + page.path("next_page_token").asText();
    } while (!token.isEmpty());

    assertThat(seen).containsExactly("k4", "k3", "k2", "k1", "k0");
  }

  private static void key(String name) {
    service.post(
        KEYS, "{'name':'%s','tenant_id':'TEN-pages','scopes':['usage:read']}".formatted(name));
  }

  private static JsonNode entries(String pathAndQuery) {
    Answer answer = service.get(pathAndQuery);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body().path("audit_logs");
  }
}
