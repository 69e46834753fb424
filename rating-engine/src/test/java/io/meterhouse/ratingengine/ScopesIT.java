package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class ScopesIT {

  private static final String MODELS = "/api/v1/pricing/models";
  private static final String SCOPES = "/api/v1/pricing/scopes";

  private static RatingService service;
  private static ApiClient client;
  private static Installation installation;
  private static WrittenChanges written;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    client = service.client();
    installation = new Installation(service);
    for (String tenant : List.of("TEN-1", "TEN-2", "TEN-3", "TEN-4", "TEN-6", "TEN-full")) {
      installation.tenant(tenant, "UTC");
    }
    for (String meter : List.of("llm_tokens", "calls")) {
      installation.meter(meter);
    }
    written = WrittenChanges.keptFrom(installation);
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldTakeKeepFindAndListScopes() {
    String model = model("TEN-1", "");
    Answer global = create("TEN-1", model, "'scopeType':'global'");
    Answer hosted =
        create("TEN-1", model, "'scopeType':'deployment','deploymentType':'self_hosted'");
    Answer client1 =
        create(
            "TEN-1",
            model,
            "'scopeType':'client','scopeId':'CLI-1','deploymentType':'shared_saas','isOverride':true,"
                + "'effectiveFrom':'2020-01-01T00:00:00Z','effectiveTo':'2030-01-01T00:00:00Z',"
                + "'parentScopeId':'%s'".formatted(global.id()));
    assertThat(client1.body().toString())
        .contains(
            "\"scopeType\":\"client\",\"scopeId\":\"CLI-1\",\"deploymentType\":\"shared_saas\","
                + "\"isOverride\":true,\"parentScopeId\":\"%s\",\"isActive\":true,"
                    .formatted(global.id())
                + "\"effectiveFrom\":\"2020-01-01T00:00:00Z\",\"effectiveTo\":\"2030-01-01T00:00:00Z\"");
    for (Answer created : List.of(global, hosted, client1)) {
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      assertThat(client.get(SCOPES + "/" + created.id() + "?tenantId=TEN-1").body())
          .isEqualTo(created.body());
    }
    assertThat(ids("tenantId=TEN-1&pricingModelId=" + model))
        .containsExactly(global.id(), hosted.id(), client1.id());
    assertThat(ids("tenantId=TEN-1&scopeType=deployment&pricingModelId=" + model))
        .containsExactly(hosted.id());
    assertThat(ids("tenantId=TEN-1&isActive=false&pricingModelId=" + model)).isEmpty();
    assertThat(ids("tenantId=TEN-2")).isEmpty();
    assertThat(client.get(SCOPES + "?tenantId=TEN-1&scopeType=planet&pricingModelId=x").reasons())
        .hasSize(2);
  }

  @Test
  void shouldWantAnIdExactlyWhereTheTypeHasMembers() {
    String model = model("TEN-1", "");
    assertThat(create("TEN-1", model, "'scopeType':'global','scopeId':'x'").reasons())
        .containsExactly("scopeId: given (expected: none, as global has no members)");
    assertThat(create("TEN-1", model, "'scopeType':'deployment','scopeId':'x'").reasons())
        .containsExactly(
            "scopeId: given (expected: none, as deployment has no members)",
            "deploymentType: missing (expected: one of shared_saas, partner_deployed, self_hosted)");
    assertThat(create("TEN-1", model, "'scopeType':'contract'").reasons())
        .containsExactly("scopeId: missing (expected: which contract)");
    assertThat(create("TEN-1", model, "'scopeType':'agent','scopeId':' '").reasons())
        .containsExactly("scopeId: blank (expected: text)");
    assertThat(
            create(
                    "TEN-1",
                    model,
                    "'scopeType':'client','scopeId':'%s','isOverride':'no','colour':1"
                        .formatted("x".repeat(201)))
                .reasons())
        .containsExactlyInAnyOrder(
            "scopeId: 201 characters (expected: at most 200)",
            "isOverride: string no (expected: true or false)",
            "colour: unknown field (expected: tenantId, pricingModelId, scopeType, scopeId,"
                + " deploymentType, isOverride, parentScopeId, effectiveFrom, effectiveTo)");
    assertThat(
            create(
                    "TEN-1",
                    model,
                    "'scopeType':'global','effectiveFrom':'2026-01-02T00:00:00Z',"
                        + "'effectiveTo':'2026-01-01T00:00:00Z'")
                .fieldsAtFault())
        .containsExactly("effectiveTo");
  }

  @Test
  void shouldWantAnActiveModelOfTheTenant() {
    String model = model("TEN-1", "");
    assertThat(create("TEN-2", model, "'scopeType':'global'").status()).isEqualTo(404);
    assertThat(create("TEN-1", "x", "'scopeType':'global'").status()).isEqualTo(404);
    client.delete(MODELS + "/" + model + "?tenantId=TEN-1");
    Answer refused = create("TEN-1", model, "'scopeType':'global'");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo(
            "pricingModelId: pricing model %s is not active (expected: an active one)"
                .formatted(model));
  }

  @Test
  void shouldWantAnActiveParentOfALessSpecificType() {
    String model = model("TEN-1", "");
    String partner = create("TEN-1", model, "'scopeType':'partner','scopeId':'P'").id();
    assertThat(under(model, "client", "C", partner).status()).isEqualTo(201);
    for (String type : List.of("partner", "global")) {
      Answer refused =
          create(
              "TEN-1",
              model,
              "'scopeType':'%s',%s'parentScopeId':'%s'"
                  .formatted(type, type.equals("global") ? "" : "'scopeId':'Q',", partner));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.message())
          .isEqualTo(
              "parentScopeId: a scope of type partner (expected: of a type that is less specific"
                  + " than %s)".formatted(type));
    }
    assertThat(under(model, "client", "D", "x").status()).isEqualTo(404);
    assertThat(under(model, "client", "D", UUID.randomUUID().toString()).status()).isEqualTo(404);
    String theirs = create("TEN-2", model("TEN-2", ""), "'scopeType':'global'").id();
    assertThat(under(model, "client", "D", theirs).status()).isEqualTo(404);
    client.delete(SCOPES + "/" + partner + "?tenantId=TEN-1");
    Answer inactive = under(model, "client", "D", partner);
    assertThat(inactive.status()).isEqualTo(409);
    assertThat(inactive.message()).contains("is not active");
  }

  @Test
  void shouldHoldAtMostTenScopesWithinOneAnother() {
    String model = model("TEN-1", "");
    String parent = create("TEN-1", model, "'scopeType':'global'").id();
    parent =
        create(
                "TEN-1",
                model,
                "'scopeType':'deployment','deploymentType':'self_hosted','parentScopeId':'%s'"
                    .formatted(parent))
            .id();
    for (String type :
        List.of(
            "partner", "client", "merchant", "agent", "staff", "individual", "group", "segment")) {
      Answer created = under(model, type, "deep", parent);
      assertThat(created.status()).as(created.text()).isEqualTo(201);
      parent = created.id();
    }
    assertThat(under(model, "contract", "deep", parent).message())
        .isEqualTo("parentScopeId: 11 scopes within one another (expected: at most 10)");
  }

  @Test
  void shouldRefuseASecondScopeForTheSameAtTheSameTimeAndMeter() {
    String model = model("TEN-3", "llm_tokens");
    String target = "'scopeType':'client','scopeId':'CLI-1'";
    Answer first = create("TEN-3", model, target + ",'effectiveTo':'2030-01-01T00:00:00Z'");
    assertThat(first.status()).as(first.text()).isEqualTo(201);
    Answer second = create("TEN-3", model, target);
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.code()).isEqualTo("FAILED_PRECONDITION");
    assertThat(second.message())
        .isEqualTo(
            ("pricingModelId: scope %s prices 'llm_tokens' for the same with pricing model %s already"
                    + " (expected: none at the same time); delete it or choose other times")
                .formatted(first.id(), model));
    assertThat(create("TEN-3", model, target + ",'effectiveFrom':'2029-12-31T23:59:59Z'").status())
        .isEqualTo(409);
    for (String other :
        List.of(
            target + ",'effectiveFrom':'2030-01-01T00:00:00Z'",
            target + ",'isOverride':true",
            target + ",'deploymentType':'self_hosted'",
            "'scopeType':'client','scopeId':'CLI-2'",
            "'scopeType':'merchant','scopeId':'CLI-1'")) {
      Answer created = create("TEN-3", model, other);
      assertThat(created.status()).as(created.text()).isEqualTo(201);
    }
    client.delete(SCOPES + "/" + first.id() + "?tenantId=TEN-3");
    assertThat(create("TEN-3", model, target + ",'effectiveTo':'2030-01-01T00:00:00Z'").status())
        .isEqualTo(201);
  }

  @Test
  void shouldRefuseAModelThatComesToPriceWhatAnotherPricesForTheSame() {
    String tokens = model("TEN-6", "llm_tokens");
    String calls = model("TEN-6", "calls");
    String target = "'scopeType':'client','scopeId':'CLI-1'";
    Answer taken = create("TEN-6", tokens, target);
    Answer second = create("TEN-6", calls, target);
    assertThat(second.status()).as(second.text()).isEqualTo(201);
    String toTokens =
        "{'tenantId':'TEN-6','config':{'basePrice':1,'currency':'USD','usageMetric':'llm_tokens'}}";

    Answer moved = client.put(MODELS + "/" + calls, toTokens);

    assertThat(moved.status()).isEqualTo(409);
    assertThat(moved.message())
        .isEqualTo(
            ("config.usageMetric: scope %s prices 'llm_tokens' for the same with pricing model %s"
                    + " already (expected: none at the same time); delete it or scope %s of this"
                    + " model first")
                .formatted(taken.id(), tokens, second.id()));
    assertThat(client.get(MODELS + "/" + calls + "?tenantId=TEN-6").body().path("version").asInt())
        .isEqualTo(1);
    client.delete(MODELS + "/" + tokens + "?tenantId=TEN-6");
    assertThat(client.put(MODELS + "/" + calls, toTokens).status()).isEqualTo(200);
    assertThat(client.put(MODELS + "/" + tokens, "{'tenantId':'TEN-6','isActive':true}").message())
        .contains("scope " + second.id() + " prices 'llm_tokens'");
  }

  @Test
  void shouldLetScopesThatPriceNoMeterBeSideBySide() {
    String model = model("TEN-1", "");
    String target = "'scopeType':'contract','scopeId':'CON-1'";
    assertThat(create("TEN-1", model, target).status()).isEqualTo(201);
    assertThat(create("TEN-1", model, target).status()).isEqualTo(201);
  }

  @Test
  void shouldAskForWhomItTouchesToBeRated() {
    String tokens = model("TEN-4", "llm_tokens");
    String calls = model("TEN-4", "calls");
    String partner = create("TEN-4", tokens, "'scopeType':'partner','scopeId':'P'").id();
    assertThat(written.requests(partner)).isEqualTo("scope created llm_tokens P");
    String member =
        create(
                "TEN-4",
                calls,
                "'scopeType':'client','scopeId':'C','parentScopeId':'%s'".formatted(partner))
            .id();
    assertThat(written.requests(member))
        .as("what is above it prices it as well")
        .isEqualTo("scope created calls C, scope created llm_tokens C");
    String global = create("TEN-4", calls, "'scopeType':'global'").id();
    assertThat(written.requests(global)).isEqualTo("scope created calls *");
    client.delete(SCOPES + "/" + partner + "?tenantId=TEN-4");
    assertThat(written.requests(partner))
        .as("it has members now")
        .isEqualTo("scope created llm_tokens P, scope deactivated llm_tokens *");
    assertThat(written.audited(partner))
        .isEqualTo("create pricing_scope by platform, deactivate pricing_scope by platform");
    String unmetered =
        create("TEN-4", model("TEN-4", ""), "'scopeType':'client','scopeId':'Z'").id();
    assertThat(written.requests(unmetered)).isEqualTo("none");
  }

  @Test
  void shouldEndAScopeOnce() {
    String scope = create("TEN-1", model("TEN-1", ""), "'scopeType':'global'").id();
    String path = SCOPES + "/" + scope + "?tenantId=TEN-1";
    Answer deleted = client.delete(path);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body().path("isActive").asBoolean(true)).isFalse();
    assertThat(client.delete(path).body()).isEqualTo(deleted.body());
    assertThat(client.get(path).body()).isEqualTo(deleted.body());
    assertThat(written.audited(scope))
        .isEqualTo("create pricing_scope by platform, deactivate pricing_scope by platform");
  }

  @Test
  void shouldKnowNoScopeOfAnotherTenant() {
    String scope = create("TEN-1", model("TEN-1", ""), "'scopeType':'global'").id();
    for (String id : List.of(scope, "x", UUID.randomUUID().toString())) {
      assertThat(client.get(SCOPES + "/" + id + "?tenantId=TEN-2").status()).isEqualTo(404);
      assertThat(client.delete(SCOPES + "/" + id + "?tenantId=TEN-2").status()).isEqualTo(404);
    }
    assertThat(
            client
                .get(SCOPES + "/" + scope + "?tenantId=TEN-1")
                .body()
                .path("isActive")
                .asBoolean())
        .isTrue();
    assertThat(client.get(SCOPES + "?tenantId=TEN-nobody").status()).isEqualTo(404);
  }

  @Test
  void shouldHoldAtMostTenThousandActiveScopes() {
    String model = model("TEN-full", "");
    String scope = create("TEN-full", model, "'scopeType':'global'").id();
    installation.update(
        """
        INSERT INTO pricing_scopes
        SELECT gen_random_uuid(), tenant_id, pricing_model_id, 'client', 'c' || n, deployment_type,
               is_override, parent_scope_id, is_active, effective_from, effective_to, created_by,
               created_by_role, created_at, deactivated_at
          FROM pricing_scopes, generate_series(1, 9999) n WHERE id = '%s'
        """
            .formatted(scope));
    Answer refused = create("TEN-full", model, "'scopeType':'global'");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo(
            "TEN-full has 10000 active pricing scopes (expected: fewer than 10000); delete one first");
  }

  private static List<String> ids(String query) {
    return client.get(SCOPES + "?" + query).body().findValuesAsText("id");
  }

  private static Answer under(String model, String type, String id, String parent) {
    return create(
        "TEN-1",
        model,
        "'scopeType':'%s','scopeId':'%s','parentScopeId':'%s'".formatted(type, id, parent));
  }

  private static Answer create(String tenant, String model, String fields) {
    return client.post(
        SCOPES, "{'tenantId':'%s','pricingModelId':'%s',%s}".formatted(tenant, model, fields));
  }

  private static String model(String tenant, String metric) {
    String usageMetric = metric.isEmpty() ? "" : ",'usageMetric':'" + metric + "'";
    Answer created =
        client.post(
            MODELS,
            "{'tenantId':'%s','name':'Flat','modelType':'flat','config':{'basePrice':3%s}}"
                .formatted(tenant, usageMetric));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.id();
  }
}
