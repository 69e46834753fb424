package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.RegisteredRoutes;
import io.meterhouse.testing.http.TenantIsolation;
import io.meterhouse.testing.http.TenantIsolation.Attack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a tenant's token reaches, on every route that the service has. */
@ExtendWith(Engines.class)
class TenantIsolationIT {

  private static final String VICTIM = TenantIsolation.VICTIM;
  private static final String INTRUDER = TenantIsolation.INTRUDER;

  private static QueryService service;
  private static String keyOfVictim;
  private static String clientOfVictim;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines);
    service.createTenant(VICTIM);
    service.createTenant(INTRUDER);
    for (String tenant : List.of(VICTIM, INTRUDER)) {
      service.createMeter(
          """
          {'code':'calls','name':'Calls of %1$s','event_type':'t','aggregation':'COUNT',
           'unit':'call','tenant_id':'%1$s'}
          """
              .formatted(tenant));
      Answer spread =
          service.put(
              "/api/v1/usage/shards", "{'tenant_id':'%s','type':'t','shards':2}".formatted(tenant));
      assertThat(spread.status()).as(spread.text()).isEqualTo(200);
    }
    Answer key =
        service.post(
            "/api/v1/access-keys", "{'name':'k','tenant_id':'TEN-victim','scopes':['usage:read']}");
    assertThat(key.status()).as(key.text()).isEqualTo(201);
    keyOfVictim = key.body().at("/access_key/key_id").asText();
    Answer client =
        service.post(
            "/api/v1/oauth-clients",
            "{'name':'c','tenant_id':'TEN-victim','scopes':['usage:read']}");
    assertThat(client.status()).as(client.text()).isEqualTo(201);
    clientOfVictim = client.body().path("client_id").asText();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldReachNothingOfAnotherTenant() {
    new TenantIsolation(
            service.client(),
            Map.of(
                "tenant_id",
                VICTIM,
                "code",
                "calls",
                "key_id",
                keyOfVictim,
                "client_id",
                clientOfVictim))
        .check(
            RegisteredRoutes.table(service.routes()),
            List.of(
                Attack.byId(
                    "DELETE /api/v1/access-keys/{key_id}",
                    "/api/v1/access-keys/" + keyOfVictim,
                    ""),
                Attack.byId(
                    "DELETE /api/v1/oauth-clients/{client_id}",
                    "/api/v1/oauth-clients/" + clientOfVictim,
                    "")));
  }

  @Test
  void shouldListItsOwnAlone() {
    for (String list :
        List.of(
            "/api/v1/meters",
            "/api/v1/access-keys",
            "/api/v1/oauth-clients",
            "/api/v1/usage/shards",
            "/api/v1/audit-logs?page_size=200")) {
      Answer answer = as(INTRUDER, list);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).as(list).doesNotContain(VICTIM, keyOfVictim, clientOfVictim);
    }
    assertThat(as(INTRUDER, "/api/v1/meters/calls").body().path("name").asText())
        .isEqualTo("Calls of " + INTRUDER);
    assertThat(as(VICTIM, "/api/v1/access-keys").text()).contains(keyOfVictim);
  }

  @Test
  void shouldNotTakeThePageTokenOfAnotherTenant() {
    service.createMeter(
        """
        {'code':'more','name':'m','event_type':'t','aggregation':'COUNT','unit':'call',
         'tenant_id':'TEN-victim'}
        """);
    JsonNode page = as(VICTIM, "/api/v1/meters?page_size=1").body();
    String token = page.path("next_page_token").asText();

    Answer stolen = as(INTRUDER, "/api/v1/meters?page_size=1&page_token=" + token);
    assertThat(stolen.status()).isEqualTo(400);
    assertThat(stolen.fieldsAtFault()).containsExactly("page_token");
  }

  private static Answer as(String tenant, String pathAndQuery) {
    return service
        .client()
        .send(
            "GET",
            pathAndQuery,
            Map.of("Authorization", "Bearer " + TestTokens.ofTenant(tenant)),
            new byte[0]);
  }
}
