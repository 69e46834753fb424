package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.Route;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import io.meterhouse.testing.http.HostileInput;
import io.meterhouse.testing.http.HostileInput.Samples;
import io.meterhouse.testing.http.OpenApiContract;
import io.meterhouse.testing.http.RegisteredRoutes;
import io.meterhouse.testing.http.TenantIsolation;
import io.meterhouse.testing.http.TenantIsolation.Attack;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Engines.class)
class PricingIT {

  private static final String MODELS = "/api/v1/pricing/models";
  private static final String AUDIT = "/api/v1/billing/audit";
  private static final String TIERED =
      """
      {'tenantId':'TEN-1','name':'Tokens','modelType':'tiered','description':'graduated',
       'config':{'currency':'USD','minimumCharge':1,'usageUnit':'token',
                 'tiers':[{'minQuantity':0,'maxQuantity':100,'unitPrice':10},
                          {'minQuantity':101,'maxQuantity':500,'unitPrice':'7.50','flatFee':5},
                          {'minQuantity':501,'unitPrice':0.0000000001}]}}
      """;

  private static final String HYBRID =
      """
      {'tenantId':'TEN-1','name':'Platform','modelType':'hybrid','description':'fee and usage',
       'config':{'currency':'USD','minimumCharge':1,'usageUnit':'token','components':[
         {'type':'subscription','weight':'0.50',
          'config':{'basePrice':20,'subscriptionPeriod':'monthly','currency':'USD'}},
         {'type':'tiered','config':{'tierMode':'volume','freeQuantity':10,
          'tiers':[{'minQuantity':0,'maxQuantity':100,'unitPrice':'0.3'},
                   {'minQuantity':100,'unitPrice':0.1,'flatFee':5}]}}]}}
      """;

  private static final String CHANGE =
      """
      {'tenantId':'TEN-hostile','name':'better','modelType':'flat','description':'one price',
       'isActive':true,
       'config':{'currency':'USD','basePrice':3,'maximumCharge':'100','usageMetric':'llm_tokens',
                 'usageUnit':'token'}}
      """;

  private static final String RULE =
      """
      {'tenantId':'TEN-hostile','name':'Premium','ruleType':'discount','priority':3,
       'effectiveFrom':'2026-01-01T00:00:00Z','effectiveTo':'2036-01-01T00:00:00Z',
       'conditions':[{'field':'customer.tier','operator':'eq','value':'premium'},
                     {'field':'quantity','operator':'between','value':[1,2.5]}],
       'actions':[{'type':'apply_discount','value':'10','unit':'percent','reason':'loyal'},
                  {'type':'skip'}]}
      """;

  private static RatingService service;
  private static ApiClient client;
  private static Installation installation;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    client = service.client();
    installation = new Installation(service);
    installation.tenant("TEN-1", "UTC");
    installation.tenant("TEN-2", "UTC");
    installation.meter("llm_tokens");
    installation.meter("storage_gb");
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldServeEveryRouteOfTheContractAndNoOther() {
    assertThat(RegisteredRoutes.of(service.instance().routes()))
        .isEqualTo(new OpenApiContract().operationsOf("rating-engine"));
  }

  @Test
  void shouldReachNothingOfAnotherTenant() {
    installation.tenant(TenantIsolation.VICTIM, "UTC");
    installation.tenant(TenantIsolation.INTRUDER, "UTC");
    Answer created =
        client.post(
            MODELS,
            """
            {'tenantId':'TEN-victim','name':'Secret','modelType':'flat',
             'config':{'basePrice':1,'currency':'USD'}}
            """);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    String theirs = MODELS + "/" + created.id();
    String byId = MODELS + "/{id}";

    String scopes = "/api/v1/pricing/scopes";
    String overrides = "/api/v1/pricing/overrides";
    String rule = client.post(theirs + "/rules", RULE.replace("TEN-hostile", "TEN-victim")).id();
    String scope = client.post(scopes, scope("TEN-victim", created.id())).id();
    String override = client.post(overrides, override("TEN-victim", created.id())).id();
    String feeless = RULE.replace("'tenantId':'TEN-hostile',", "");
    String ofModel = AUDIT + "/pricing_model/" + created.id();
    String entry = client.get(ofModel + "?tenantId=TEN-victim").body().at("/0/id").asText();

    new TenantIsolation(
            client,
            Map.of(
                "id",
                created.id(),
                "ruleId",
                rule,
                "entityType",
                "pricing_model",
                "entityId",
                created.id()))
        .check(
            pricingRoutes(),
            List.of(
                Attack.byId("GET " + byId, theirs, ""),
                Attack.byId("DELETE " + byId, theirs, ""),
                Attack.byId("PUT " + byId, theirs, "{'name':'Mine'}"),
                Attack.byId("GET " + byId + "/versions", theirs + "/versions", ""),
                Attack.byId("GET " + byId + "/rules", theirs + "/rules", ""),
                Attack.byId("POST " + byId + "/rules", theirs + "/rules", feeless),
                Attack.byId("DELETE " + byId + "/rules/{ruleId}", theirs + "/rules/" + rule, ""),
                Attack.byId("GET " + scopes + "/{id}", scopes + "/" + scope, ""),
                Attack.byId("DELETE " + scopes + "/{id}", scopes + "/" + scope, ""),
                Attack.byId(
                    "POST " + scopes,
                    scopes,
                    scope("-", created.id()).replace("'tenantId':'-',", "")),
                Attack.byId("GET " + overrides + "/{id}", overrides + "/" + override, ""),
                Attack.byId(
                    "POST " + overrides,
                    overrides,
                    override("-", created.id()).replace("'tenantId':'-',", "")),
                Attack.byId(
                    "POST " + overrides + "/{id}/approve",
                    overrides + "/" + override + "/approve",
                    "{}"),
                Attack.byId(
                    "POST " + overrides + "/{id}/deactivate",
                    overrides + "/" + override + "/deactivate",
                    "{}"),
                Attack.byId("GET " + AUDIT + "/{entityType}/{entityId}", ofModel, ""),
                Attack.byId(
                    "POST " + AUDIT + "/{id}/reverse",
                    AUDIT + "/" + entry + "/reverse",
                    "{'reason':'mine'}"),
                Attack.byId(
                    "POST /api/v1/pricing/calculate",
                    "/api/v1/pricing/calculate",
                    "{'pricingModelId':'%s','itemType':'usage','quantity':1}"
                        .formatted(created.id()))));
    assertThat(client.get(theirs + "?tenantId=TEN-victim").body()).isEqualTo(created.body());
  }

  @Test
  void shouldNeitherFailNorTellOfItsInsideWhateverIsSent() {
    installation.tenant("TEN-hostile", "UTC");
    String changed = client.post(MODELS, flat("TEN-hostile", "1", "")).id();
    // Another one, as the first is deactivated on the way.
    String asked = client.post(MODELS, flat("TEN-hostile", "1", "")).id();
    Samples samples =
        new Samples()
            .value("tenantId", "TEN-hostile")
            .value("id", changed)
            .value("X-User-Id", "ada")
            .value("X-User-Role", "partner")
            .json("POST " + MODELS, HYBRID.replace("TEN-1", "TEN-hostile"))
            .json("PUT " + MODELS + "/{id}", CHANGE)
            .json(
                "POST /api/v1/pricing/calculate",
                """
                {'tenantId':'TEN-hostile','pricingModelId':'%s','scopeType':'client','scopeId':'c',
                 'deploymentType':'shared_saas','itemType':'tokens','quantity':'101.5',
                 'metadata':{'region':'eu'}}
                """
                    .formatted(asked));
    samples.json(
        "POST /api/v1/pricing/simulate",
        """
        {'tenantId':'TEN-hostile','modelType':'usage_based','from':'2026-10-01T00:00:00Z',
         'to':'2026-12-01T00:00:00Z','limit':10,
         'config':{'basePrice':2,'currency':'USD','usageMetric':'llm_tokens'}}
        """);
    addSamples(samples, asked);
    addAuditSamples(samples, asked);

    assertThat(new HostileInput(client, samples).check(pricingRoutes())).isGreaterThan(1_000);
  }

  private static List<Route> pricingRoutes() {
    return RegisteredRoutes.table(service.instance().routes()).stream()
        .filter(
            route -> route.path().startsWith("/api/v1/pricing/") || route.path().startsWith(AUDIT))
        .toList();
  }

  private static void addAuditSamples(Samples samples, String model) {
    String reversed = client.post(MODELS, flat("TEN-hostile", "1", "")).id();
    JsonNode newest =
        client.get(AUDIT + "/pricing_model/" + reversed + "?tenantId=TEN-hostile").body().get(0);
    String reverse = "POST " + AUDIT + "/{id}/reverse";
    samples
        .value("entityType", "pricing_model")
        .value("entityId", model)
        .value("actorId", TestTokens.PLATFORM)
        .value("action", "create")
        .value("fromDate", "2020-01-01")
        .value("toDate", "2036-01-01T00:00:00Z")
        .value("before", newest.path("id").asText())
        .value(reverse, "id", newest.path("id").asText())
        .json(reverse, "{'tenantId':'TEN-hostile','reason':'mistaken'}");
  }

  private static void addSamples(Samples samples, String model) {
    String rules = MODELS + "/{id}/rules";
    String scopes = "/api/v1/pricing/scopes";
    String overrides = "/api/v1/pricing/overrides";
    String override = client.post(overrides, override("TEN-hostile", model)).id();
    String scope = client.post(scopes, scope("TEN-hostile", model)).id();
    samples
        .value("POST " + rules, "id", model)
        .value("GET " + rules, "id", model)
        .value("DELETE " + rules + "/{ruleId}", "id", model)
        .value("ruleId", client.post(MODELS + "/" + model + "/rules", RULE).id())
        .value("GET " + scopes + "/{id}", "id", scope)
        .value("DELETE " + scopes + "/{id}", "id", scope)
        .value("pricingModelId", model)
        .value("scopeType", "client")
        .json("POST " + rules, RULE)
        .json("POST " + scopes, scope("TEN-hostile", model))
        .json("POST " + overrides, override("TEN-hostile", model));
    for (String step : List.of("GET %s/{id}", "POST %s/{id}/approve", "POST %s/{id}/deactivate")) {
      samples
          .value(step.formatted(overrides), "id", override)
          .json(step.formatted(overrides), "{'tenantId':'TEN-hostile'}");
    }
  }

  private static String scope(String tenant, String model) {
    return ("{'tenantId':'%s','pricingModelId':'%s','scopeType':'client','scopeId':'CLI-1',"
            + "'deploymentType':'shared_saas','isOverride':false,"
            + "'effectiveFrom':'2026-01-01T00:00:00Z','effectiveTo':'2036-01-01T00:00:00Z'}")
        .formatted(tenant, model);
  }

  private static String override(String tenant, String model) {
    return ("{'tenantId':'%s','pricingModelId':'%s','scopeType':'client','scopeId':'CLI-1',"
            + "'overrideType':'config','reason':'agreed','overrideValue':{'basePrice':2,"
            + "'minimumCharge':'1'},'effectiveFrom':'2026-01-01T00:00:00Z',"
            + "'effectiveTo':'2036-01-01T00:00:00Z'}")
        .formatted(tenant, model);
  }

  @Test
  void shouldKeepEveryDigitOfAModel() {
    Answer created =
        client.post(MODELS, TIERED, Map.of("X-User-Id", "ada", "X-User-Role", "partner"));
    assertThat(created.status()).isEqualTo(201);
    JsonNode config = created.body().path("config");
    assertThat(config.path("tiers").get(2).path("unitPrice").decimalValue())
        .isEqualByComparingTo("0.0000000001");
    assertThat(config.path("tiers").get(1).path("unitPrice").isNumber()).isTrue();
    assertThat(created.body().path("createdBy").asText()).isEqualTo("ada");
    assertThat(created.body().path("createdByRole").asText()).isEqualTo("partner");
    assertThat(created.body().path("version").asInt()).isEqualTo(1);

    Answer read = client.get(MODELS + "/" + created.id() + "?tenantId=TEN-1");
    assertThat(read.body().path("config").toString()).isEqualTo(config.toString());
    assertThat(read.body()).isEqualTo(created.body());
    Answer listed = client.get(MODELS + "?tenantId=TEN-1&modelType=tiered&isActive=true");
    assertThat(listed.body().valueStream().toList()).contains(created.body());
  }

  @Test
  void shouldTakeTheCallerForTheActorWhereTheHeadersNameNobody() {
    Answer created = client.post(MODELS, flat("TEN-1", "1", ""));
    assertThat(created.body().path("createdBy").asText()).isEqualTo(TestTokens.PLATFORM);
    assertThat(created.body().path("createdByRole").asText()).isEqualTo("super_admin");
    Answer refused =
        client.post(
            MODELS, flat("TEN-1", "1", ""), Map.of("X-User-Id", "ada", "X-User-Role", "king"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).startsWith("X-User-Role: king (expected: one of super_admin");
  }

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() {
    Answer refused =
        client.post(
            MODELS,
            """
            {'tenantId':'acme','modelType':'flatt','descripton':'x',
             'config':{'basePrice':'many','curency':'USD','subscriptionPeriod':'often'}}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reasons())
        .containsExactlyInAnyOrder(
            "tenantId: tenant id: 'acme' (expected: TEN-[A-Za-z0-9][A-Za-z0-9_-]{0,62})",
            "name: missing",
            "modelType: flatt (expected: one of flat, usage_based, tiered, subscription, revenue_share,"
                + " hybrid, package, percentage, graduated_percentage, stairstep, dynamic,"
                + " committed_capacity)",
            "descripton: unknown field (did you mean description?)",
            "config.basePrice: string many (expected: a decimal number)",
            "config.curency: unknown field (did you mean currency?)",
            "config.subscriptionPeriod: often (expected: one of daily, weekly, monthly, quarterly,"
                + " yearly)");
  }

  @Test
  void shouldRefuseNonsenseInTheModelWithEveryReason() {
    Answer refused =
        client.post(
            MODELS,
            """
            {'tenantId':'TEN-1','name':'n','modelType':'tiered',
             'config':{'basePrice':1,'minimumCharge':5,'maximumCharge':4,'tiers':[
               {'minQuantity':0,'maxQuantity':10,'unitPrice':-1},
               {'minQuantity':20,'maxQuantity':30,'unitPrice':1}]}}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reasons()).hasSize(5);
    assertThat(refused.message()).endsWith("(and 4 more)");
  }

  /** Each is created, read back as it was answered, and priced: 300 of it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "flat                 | 'basePrice':2,'freeQuantity':100 | 400.00",
        "usage_based          | 'basePrice':'0.005' | 1.50",
        "tiered               | 'tiers':[{'minQuantity':1,'maxQuantity':100,'unitPrice':2},{'minQuantity':101,'unitPrice':1}] | 400.00",
        "tiered               | 'tierMode':'volume','tiers':[{'minQuantity':0,'maxQuantity':100,'unitPrice':2},{'minQuantity':100,'unitPrice':1}] | 300.00",
        "subscription         | 'basePrice':9.99,'subscriptionPeriod':'yearly' | 9.99",
        "revenue_share        | 'revenueSharePercent':'2.5' | 7.50",
        "package              | 'basePrice':5,'packageSize':70 | 25.00",
        "percentage           | 'percent':120 | 360.00",
        "graduated_percentage | 'tiers':[{'minQuantity':0,'maxQuantity':100,'percent':1},{'minQuantity':100,'percent':2,'flatFee':1}] | 6.00",
        "stairstep            | 'tiers':[{'minQuantity':0,'maxQuantity':100,'flatFee':1},{'minQuantity':100,'flatFee':7}] | 7.00",
        "dynamic              | 'maximumCharge':299 | 299.00",
        "committed_capacity   | 'basePrice':18,'includedQuantity':200,'overageUnitPrice':0.05 | 23.00"
      })
  void shouldTakeKeepAndPriceEveryModel(String type, String config, String price) {
    Answer created =
        client.post(
            MODELS,
            "{'tenantId':'TEN-1','name':'n','modelType':'%s','config':{'currency':'USD',%s}}"
                .formatted(type, config));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(client.get(MODELS + "/" + created.id() + "?tenantId=TEN-1").body())
        .isEqualTo(created.body());
    assertThat(calculate(created.id(), "300").body().path("finalPrice").toString())
        .isEqualTo(price);
  }

  @Test
  void shouldTakeKeepAndPriceAHybrid() {
    Answer created = client.post(MODELS, HYBRID);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.body().path("config").toString())
        .isEqualTo(
            "{\"currency\":\"USD\",\"minimumCharge\":1,\"components\":["
                + "{\"type\":\"subscription\",\"weight\":0.50,\"config\":"
                + "{\"basePrice\":20,\"currency\":\"USD\",\"subscriptionPeriod\":\"monthly\"}},"
                + "{\"type\":\"tiered\",\"config\":{\"freeQuantity\":10,\"tierMode\":\"volume\",\"tiers\":["
                + "{\"minQuantity\":0,\"maxQuantity\":100,\"unitPrice\":0.3},"
                + "{\"minQuantity\":100,\"unitPrice\":0.1,\"flatFee\":5}]}}],\"usageUnit\":\"token\"}");
    assertThat(client.get(MODELS + "/" + created.id() + "?tenantId=TEN-1").body())
        .isEqualTo(created.body());
    JsonNode priced = calculate(created.id(), "210").body();
    assertThat(priced.path("finalPrice").toString()).isEqualTo("35.00");
    assertThat(priced.path("breakdown").findValuesAsText("component"))
        .containsExactly(
            "Component 1: Monthly subscription",
            "Component 2: Free allowance",
            "Component 2: Tier 2",
            "Component 2: Tier 2 flat fee");
    String path = MODELS + "/" + created.id();
    Answer same = client.put(path, HYBRID.replace("'name':'Platform','modelType':'hybrid',", ""));
    assertThat(same.body().path("version").asInt()).isEqualTo(1);
    Answer changed =
        client.put(
            path, "{'tenantId':'TEN-1','config':{'components':[{'type':'dynamic','config':{}}]}}");
    assertThat(changed.body().path("version").asInt()).isEqualTo(2);
    assertThat(calculate(created.id(), "210").body().path("finalPrice").toString())
        .isEqualTo("210.00");
  }

  @Test
  void shouldRefuseNonsenseWithinComponents() {
    Answer untyped =
        client.post(
            MODELS,
            """
            {'tenantId':'TEN-1','name':'n','modelType':'hybrid','config':{'components':[
              {'config':{'basePrise':1}},
              {'type':'flat','weight':'heavy','config':{'basePrice':1,'usageMetric':'llm_tokens'}}]}}
            """);
    assertThat(untyped.status()).isEqualTo(400);
    assertThat(untyped.reasons())
        .anyMatch(reason -> reason.equals("config.components[0].type: missing"))
        .anyMatch(
            reason ->
                reason.equals(
                    "config.components[0].config.basePrise: unknown field (did you mean basePrice?)"))
        .anyMatch(
            reason ->
                reason.equals(
                    "config.components[1].weight: string heavy (expected: a decimal number)"))
        .anyMatch(
            reason -> reason.startsWith("config.components[1].config.usageMetric: unknown field"))
        .hasSize(4);
    Answer yearly =
        client.post(
            MODELS,
            """
            {'tenantId':'TEN-1','name':'n','modelType':'hybrid','config':{'usageMetric':'llm_tokens',
             'components':[{'type':'subscription','weight':0,
                            'config':{'basePrice':1,'subscriptionPeriod':'yearly'}}]}}
            """);
    assertThat(yearly.reasons())
        .containsExactly(
            "config.components[0].weight: 0 (expected: above 0)",
            "config.usageMetric: usage is billed by the month, a fee here is yearly (expected:"
                + " monthly, or no usageMetric)");
  }

  @Test
  void shouldRefuseUnknownTenantsAndMeters() {
    assertThat(client.post(MODELS, flat("TEN-nobody", "1", "")).status()).isEqualTo(404);
    assertThat(client.get(MODELS + "?tenantId=TEN-nobody").status()).isEqualTo(404);
    assertThat(client.get(MODELS).status()).isEqualTo(400);
    Answer unknownMeter = client.post(MODELS, flat("TEN-1", "1", "llm_token"));
    assertThat(unknownMeter.status()).isEqualTo(400);
    assertThat(unknownMeter.message())
        .isEqualTo(
            "config.usageMetric: no meter 'llm_token' (did you mean 'llm_tokens'? there are:"
                + " llm_tokens, storage_gb)");
  }

  @Test
  void shouldNotShowOrChangeAnotherTenantsModel() {
    String id = client.post(MODELS, flat("TEN-1", "1", "")).id();
    String path = MODELS + "/" + id;
    assertThat(client.get(path + "?tenantId=TEN-2").status()).isEqualTo(404);
    assertThat(client.delete(path + "?tenantId=TEN-2").status()).isEqualTo(404);
    assertThat(client.put(path, "{'tenantId':'TEN-2','name':'mine'}").status()).isEqualTo(404);
    assertThat(
            client
                .post(
                    "/api/v1/pricing/calculate",
                    "{'tenantId':'TEN-2','pricingModelId':'%s','itemType':'x','quantity':1}"
                        .formatted(id))
                .status())
        .isEqualTo(404);
    assertThat(client.get(MODELS + "/no-uuid?tenantId=TEN-1").status()).isEqualTo(404);
  }

  @Test
  void shouldTakeSeveralModelsOfAMeterAsScopesSayWhomEachIsFor() {
    Answer first = client.post(MODELS, flat("TEN-2", "1", "storage_gb"));
    Answer second = client.post(MODELS, flat("TEN-2", "2", "storage_gb"));
    assertThat(first.status()).isEqualTo(201);
    assertThat(second.status()).isEqualTo(201);

    Answer deleted = client.delete(MODELS + "/" + first.id() + "?tenantId=TEN-2");
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body().path("isActive").asBoolean()).isFalse();
    Answer revived = client.put(MODELS + "/" + first.id(), "{'tenantId':'TEN-2','isActive':true}");
    assertThat(revived.status()).isEqualTo(200);
  }

  @Test
  void shouldMakeANewVersionOnlyOfAChange() {
    String path = MODELS + "/" + client.post(MODELS, flat("TEN-1", "1", "")).id();
    String change = "{'tenantId':'TEN-1','name':'better','config':{'basePrice':3}}";
    Answer changed = client.put(path, change);
    assertThat(changed.body().path("version").asInt()).isEqualTo(2);
    assertThat(changed.body().path("config").toString())
        .isEqualTo("{\"basePrice\":3,\"currency\":\"NGN\"}");
    assertThat(client.put(path, change).body()).isEqualTo(changed.body());
    Answer retyped = client.put(path, "{'tenantId':'TEN-1','modelType':'tiered'}");
    assertThat(retyped.status()).isEqualTo(400);
  }

  @Test
  void shouldCalculateAPriceWithItsBreakdown() {
    String id = client.post(MODELS, TIERED).id();
    Answer calculated =
        client.post(
            "/api/v1/pricing/calculate",
            """
            {'tenantId':'TEN-1','pricingModelId':'%s','scopeType':'client','scopeId':'c',
             'itemType':'tokens','quantity':'101.5','metadata':{'region':'eu'}}
            """
                .formatted(id));
    assertThat(calculated.status()).isEqualTo(200);
    JsonNode body = calculated.body();
    assertThat(body.path("basePrice").decimalValue()).isEqualByComparingTo("1016.25");
    assertThat(body.path("finalPrice").toString()).isEqualTo("1016.25");
    assertThat(body.path("currency").asText()).isEqualTo("USD");
    assertThat(body.path("breakdown").toString())
        .isEqualTo(
            "[{\"component\":\"Tier 1\",\"quantity\":100,\"unitPrice\":10,\"subtotal\":1000},"
                + "{\"component\":\"Tier 2\",\"quantity\":1.5,\"unitPrice\":7.5,\"subtotal\":11.25},"
                + "{\"component\":\"Tier 2 flat fee\",\"quantity\":1,\"unitPrice\":5,\"subtotal\":5}]");

    Answer least = calculate(id, "0");
    assertThat(least.body().path("basePrice").toString()).isEqualTo("0");
    assertThat(least.body().path("finalPrice").toString()).isEqualTo("1.00");
    assertThat(least.body().path("adjustments").toString())
        .isEqualTo("[{\"type\":\"minimum_charge\",\"amount\":1,\"reason\":\"Minimum charge\"}]");
    assertThat(calculate(id, "-1").status()).isEqualTo(400);
    assertThat(calculate(id, "0.0000000000001").status()).isEqualTo(400);
  }

  @Test
  void shouldRefuseMalformedBodies() {
    assertThat(client.post(MODELS, "{").status()).isEqualTo(400);
    assertThat(client.post(MODELS, "[]").status()).isEqualTo(400);
    assertThat(client.put(MODELS + "/x", "{}").status()).isEqualTo(400);
  }

  private static Answer calculate(String id, String quantity) {
    return client.post(
        "/api/v1/pricing/calculate",
        "{'tenantId':'TEN-1','pricingModelId':'%s','itemType':'x','quantity':%s}"
            .formatted(id, quantity));
  }

  private static String flat(String tenant, String price, String metric) {
    String usageMetric = metric.isEmpty() ? "" : ",'usageMetric':'" + metric + "'";
    return "{'tenantId':'%s','name':'Flat','modelType':'flat','config':{'basePrice':%s%s}}"
        .formatted(tenant, price, usageMetric);
  }
}
