package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.HostileInput;
import io.meterhouse.testing.http.HostileInput.Samples;
import io.meterhouse.testing.http.RegisteredRoutes;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.EventWriter;
import io.meterhouse.usagestore.RejectionWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class HostileInputIT {

  private static final String TENANT = "TEN-still-there";
  private static final String SNAPSHOTS = "GET /api/v1/usage/snapshots";
  private static final String KEYS = "/api/v1/access-keys";
  private static final String KEY =
      """
      {'name':'shop','tenant_id':'TEN-still-there','scopes':['usage:write'],
       'acts_for_users':false,'expires_at':'2027-11-21T10:00:00Z'}
      """;
  private static final String CLIENTS = "/api/v1/oauth-clients";
  private static final String CLIENT =
      """
      {'name':'shop','tenant_id':'TEN-still-there','scopes':['usage:read'],
       'acts_for_users':false}
      """;
  private static final String NEW_TENANT =
      """
      {'tenant_id':'TEN-{n}','tenant_name':'Acme Ltd','time_zone':'Europe/Berlin','seats':10,
       'billing_contact':{'name':'Jane Doe','email':'jane@acme.example'}}
      """;
  private static final String NEW_METER =
      """
      {'code':'meter_{n}','name':'Tokens','tenant_id':'TEN-still-there',
       'event_type':'llm.request','aggregation':'SUM','value_property':'$.tokens',
       'dimensions':{'model':'$.model'},'unit':'token','window_size':'MINUTE','source':'events',
       'filters':[{'property':'$.region','operator':'in','value':['eu','us']},
                  {'property':'$.model','operator':'neq','value':'m-none'}]}
      """;

  /** The tenant's own, so that the platform's goes on being served whatever becomes of it. */
  private static final String CHANGED_METER =
      """
      {'tenant_id':'TEN-still-there','name':'Tokens','event_type':'llm.request','aggregation':'SUM',
       'value_property':'$.tokens','dimensions':{'model':'$.model'},'unit':'token'}
      """;

  private static final String VOID =
      """
      {'tenant_id':'TEN-still-there','source':'s','ids':['2'],'reason':'sent by a test'}
      """;
  private static final String SHARDS = "/api/v1/usage/shards";
  private static final String SPREAD =
      """
      {'tenant_id':'TEN-still-there','type':'llm.request','shards':8}
      """;
  private static final String QUESTION =
      """
      {'tenant_id':'TEN-still-there','from':'2026-11-20T00:00:00Z','to':'2026-11-22T00:00:00Z',
       'window_size':'HOUR','time_zone':'UTC','group_by':['subject','model'],
       'subject':'client-7','filter':{'model':['m-large']},'page_size':100}
      """;

  @Test
  void shouldNeitherFailNorTellOfItsInsideNorShowWhatNobodyAskedFor(EngineAddresses engines) {
    try (QueryService service = QueryService.start(engines)) {
      service.createMeter(StoredRows.LLM_TOKENS);
      service.createMeter("{'code':'storage_gb','aggregation':'SUM','source':'snapshots'}");
      store(service, TENANT);
      store(service, "TEN-of-somebody-else");
      service.createMeter(
          StoredRows.LLM_TOKENS.replaceFirst("\\{", "{'tenant_id':'" + TENANT + "',"));
      Samples samples = bodies(parameters(service), service);

      int sent =
          new HostileInput(service.client(), samples)
              .check(RegisteredRoutes.table(service.routes()));

      assertThat(sent).isGreaterThan(2_000);
      assertThat(service.get("/api/v1/tenants/" + TENANT).status()).isEqualTo(200);
    }
  }

  /** Something for every list, of which a hostile question must see nothing. */
  private static void store(QueryService service, String tenant) {
    service.createTenant(tenant);
    new AggregateWriter(service.store())
        .write(
            List.of(
                StoredRows.usage(tenant, "client-7", "m-large", "2026-11-20T10:00:00Z", "100.5"),
                StoredRows.usage(tenant, "client-8", "m-small", "2026-11-20T11:00:00Z", "20"),
                StoredRows.snapshot(tenant, "2026-11-20", "512.25", "ing-1")));
    new RejectionWriter(service.store()).write(List.of(StoredRows.rejection(tenant, 1)));
    new EventWriter(service.store()).write(List.of(StoredRows.event(tenant, "1")));
    Answer spread =
        service.put(SHARDS, "{'tenant_id':'%s','type':'llm.request','shards':4}".formatted(tenant));
    assertThat(spread.status()).as(spread.text()).isEqualTo(200);
    RatedRows billing = RatedRows.of(service.database(), tenant);
    service.database().useTransaction(handle -> billing.add(handle, "llm_tokens", "1200"));
    BillingJob.page(service, "tenantId=" + tenant, 1);
  }

  private static Samples parameters(QueryService service) {
    return new Samples()
        .value("tenant_id", TENANT)
        .value("tenantId", TENANT)
        .value("code", "llm_tokens")
        .value("metric_code", "storage_gb")
        .value("from", "2026-11-20T00:00:00Z")
        .value("to", "2026-11-22T00:00:00Z")
        .value(SNAPSHOTS, "from", "2026-11-20")
        .value(SNAPSHOTS, "to", "2026-11-21")
        // Without windows the answer is one figure, 0 where nothing is found.
        .value("window_size", "HOUR")
        .value("filter.model", "m-large")
        .value("family", "operations")
        .value("type", "t")
        .value("source", "s")
        .value("id", "1")
        .value("key_id", created(service, KEYS, KEY).at("/access_key/key_id").asText())
        .value("client_id", created(service, CLIENTS, CLIENT).path("client_id").asText());
  }

  private static Samples bodies(Samples samples, QueryService service) {
    // Not the client of the parameters, which is revoked on the way.
    JsonNode client = created(service, CLIENTS, CLIENT);
    return samples
        .json("POST /api/v1/tenants", NEW_TENANT)
        .json("POST /api/v1/meters", NEW_METER)
        .json("PUT /api/v1/meters/{code}", CHANGED_METER)
        .json("POST /api/v1/meters/{code}/query", QUESTION)
        .json("POST /api/v1/usage/events:void", VOID)
        .json("PUT " + SHARDS, SPREAD)
        .json("POST " + KEYS, KEY)
        .json("POST " + CLIENTS, CLIENT)
        .form(
            "POST /oauth/token",
            "grant_type=client_credentials&scope=usage:read&client_id=%s&client_secret=%s"
                .formatted(
                    client.path("client_id").asText(), client.path("client_secret").asText()));
  }

  private static JsonNode created(QueryService service, String path, String singleQuoted) {
    Answer answer = service.post(path, singleQuoted);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.body();
  }
}
