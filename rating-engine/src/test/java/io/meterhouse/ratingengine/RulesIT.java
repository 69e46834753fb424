package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class RulesIT {

  private static final String MODELS = "/api/v1/pricing/models";
  private static final Map<String, String> ADA = Map.of("X-User-Id", "ada", "X-User-Role", "staff");

  private static RatingService service;
  private static ApiClient client;
  private static Installation installation;
  private static WrittenChanges written;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    client = service.client();
    installation = new Installation(service);
    for (String tenant : List.of("TEN-1", "TEN-2", "TEN-3")) {
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
  void shouldTakeKeepAndListARule() {
    String path = rules(model("TEN-1", ""));
    Answer first =
        client.post(
            path,
            """
            {'tenantId':'TEN-1','name':'Premium','ruleType':'discount','priority':7,
             'effectiveFrom':'2025-01-01T00:00:00Z','effectiveTo':'2030-01-01T00:00:00.000001Z',
             'conditions':[
               {'field':'customer_tier','operator':'eq','value':'premium'},
               {'field':'quantity','operator':'gte','value':1000.50},
               {'field':'metadata.trial','operator':'neq','value':true},
               {'field':'region','operator':'not_in','value':['US',7,false]},
               {'field':'seats','operator':'between','value':[1,20]}],
             'actions':[
               {'type':'apply_discount','value':'10'},
               {'type':'apply_surcharge','value':2.50,'unit':'fixed','reason':'Handling'},
               {'type':'set_price','value':5,'unit':'fixed'},
               {'type':'apply_multiplier','value':1.5},
               {'type':'add_fee','value':1},
               {'type':'skip'}]}
            """,
            ADA);
    assertThat(first.status()).as(first.text()).isEqualTo(201);
    assertThat(first.body().path("conditions").toString())
        .isEqualTo(
            "[{\"field\":\"customer_tier\",\"operator\":\"eq\",\"value\":\"premium\"},"
                + "{\"field\":\"quantity\",\"operator\":\"gte\",\"value\":1000.5},"
                + "{\"field\":\"metadata.trial\",\"operator\":\"neq\",\"value\":true},"
                + "{\"field\":\"region\",\"operator\":\"not_in\",\"value\":[\"US\",7,false]},"
                + "{\"field\":\"seats\",\"operator\":\"between\",\"value\":[1,20]}]");
    assertThat(first.body().path("actions").toString())
        .isEqualTo(
            "[{\"type\":\"apply_discount\",\"value\":10,\"unit\":\"percent\"},"
                + "{\"type\":\"apply_surcharge\",\"value\":2.5,\"unit\":\"fixed\",\"reason\":\"Handling\"},"
                + "{\"type\":\"set_price\",\"value\":5},"
                + "{\"type\":\"apply_multiplier\",\"value\":1.5},"
                + "{\"type\":\"add_fee\",\"value\":1},"
                + "{\"type\":\"skip\"}]");
    assertThat(first.body().path("createdBy").asText()).isEqualTo("ada");
    assertThat(first.body().path("effectiveTo").asText()).isEqualTo("2030-01-01T00:00:00.000001Z");

    Answer second = client.post(path, rule("TEN-1", "Always", ""));
    assertThat(second.body().path("priority").asInt()).isZero();
    assertThat(client.get(path + "?tenantId=TEN-1").body().valueStream().toList())
        .containsExactly(first.body(), second.body());
  }

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() {
    Answer refused =
        client.post(
            rules(model("TEN-1", "")),
            """
            {'tenantId':'TEN-1','priority':0.5,'actoins':[],
             'effectiveFrom':'2026-01-02T00:00:00Z','effectiveTo':'2026-01-02T00:00:00Z',
             'conditions':[
               {'field':'a','operator':'equals','value':1},
               {'operator':'eq','value':{'a':1}},
               {'field':'b','operator':'between','value':[3,1]},
               {'field':'c','operator':'in','value':[1,[2]]},
               {'field':'d','operator':'eq','value':1e200},
               {'field':'e','operator':'gt'}],
             'actions':[
               {'type':'apply_discount','value':101},
               {'type':'apply_multiplier','value':2,'unit':'percent'},
               {'type':'add_fee','value':-1},
               {'type':'give','value':1},
               {'value':'x'}]}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.reasons())
        .containsExactlyInAnyOrder(
            "name: missing",
            "ruleType: missing",
            "priority: number 0.5 (expected: a whole number from -1000000 to 1000000)",
            "actoins: unknown field (did you mean actions?)",
            "effectiveTo: 2026-01-02T00:00:00Z (expected: after 2026-01-02T00:00:00Z, where it"
                + " begins)",
            "conditions[0].operator: equals (expected: one of eq, neq, gt, gte, lt, lte, in, not_in,"
                + " contains, between)",
            "conditions[1].field: missing",
            "conditions[1].value: an object (expected: a text, number, truth value or list of them)",
            "conditions[2].value: [3, 1] (expected: a list of two numbers or two texts, the lower"
                + " first)",
            "conditions[3].value[1]: an array (expected: a text, number, truth value or list of"
                + " them)",
            "conditions[4].value: a number of many digits (expected: at most 100)",
            "conditions[5].value: missing",
            "actions[0].value: 101 (expected: at most 100)",
            "actions[1].unit: percent (expected: none, which apply_multiplier does not have)",
            "actions[2].value: -1 (expected: >= 0)",
            "actions[3].type: give (expected: one of apply_discount, apply_surcharge, set_price,"
                + " apply_multiplier, add_fee, skip)",
            "actions[4].type: missing",
            "actions[4].value: string x (expected: a decimal number)");
  }

  @Test
  void shouldRefuseARuleWithoutActionsOrWithAnEndThatHasPassed() {
    String path = rules(model("TEN-1", ""));
    assertThat(
            client
                .post(path, "{'tenantId':'TEN-1','name':'n','ruleType':'t','actions':[]}")
                .reasons())
        .containsExactly("actions: none (expected: at least one)");
    assertThat(client.post(path, rule("TEN-1", "n", ",'effectiveTo':'2020-01-01T00:00:00Z'")))
        .satisfies(answer -> assertThat(answer.status()).isEqualTo(400))
        .satisfies(answer -> assertThat(answer.message()).startsWith("effectiveTo: 2020-01-01"));
  }

  @Test
  void shouldDeactivateARuleOnce() {
    String path = rules(model("TEN-1", "llm_tokens"));
    Answer created = client.post(path, rule("TEN-1", "n", ""));
    String one = path + "/" + created.id() + "?tenantId=TEN-1";
    Answer deleted = client.delete(one);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body().path("isActive").asBoolean(true)).isFalse();
    assertThat(deleted.body().path("deactivatedAt").isTextual()).isTrue();
    assertThat(client.delete(one).body()).isEqualTo(deleted.body());
    assertThat(client.get(path + "?tenantId=TEN-1").body().valueStream().toList())
        .containsExactly(deleted.body());
    assertThat(written.audited(created.id()))
        .isEqualTo("create pricing_rule by platform, deactivate pricing_rule by platform");
    assertThat(written.requests(created.id()))
        .isEqualTo("rule created llm_tokens *, rule deactivated llm_tokens *");
  }

  @Test
  void shouldAskForNothingToBeRatedWhereTheModelHasNoMeter() {
    Answer created = client.post(rules(model("TEN-1", "")), rule("TEN-1", "n", ""), ADA);
    assertThat(written.requests(created.id())).isEqualTo("none");
    assertThat(written.audited(created.id())).isEqualTo("create pricing_rule by ada");
  }

  @Test
  void shouldKnowNoModelOrRuleOfAnotherTenant() {
    String model = model("TEN-1", "");
    String rule = client.post(rules(model), rule("TEN-1", "n", "")).id();
    String other = model("TEN-1", "");
    for (String path : List.of(rules(model), rules(UUID.randomUUID().toString()), rules("x"))) {
      assertThat(client.post(path, rule("TEN-2", "n", "")).status()).as(path).isEqualTo(404);
      assertThat(client.get(path + "?tenantId=TEN-2").status()).as(path).isEqualTo(404);
      assertThat(client.delete(path + "/" + rule + "?tenantId=TEN-2").status())
          .as(path)
          .isEqualTo(404);
    }
    for (String path : List.of(rules(model) + "/x", rules(other) + "/" + rule)) {
      assertThat(client.delete(path + "?tenantId=TEN-1").status()).as(path).isEqualTo(404);
    }
    assertThat(client.get(rules(model) + "?tenantId=TEN-1").body().get(0).path("isActive"))
        .isEqualTo(BooleanNode.TRUE);
  }

  @Test
  void shouldHoldAtMostAThousandActiveRules() {
    String model = model("TEN-1", "");
    String rule = client.post(rules(model), rule("TEN-1", "n", "")).id();
    installation.update(
        """
        INSERT INTO pricing_rules
        SELECT gen_random_uuid(), tenant_id, pricing_model_id, name, rule_type, conditions, actions,
               priority, n < 1000, effective_from, effective_to, created_by, created_by_role,
               created_at, CASE WHEN n < 1000 THEN NULL ELSE created_at END
          FROM pricing_rules, generate_series(1, 1005) n WHERE id = '%s'
        """
            .formatted(rule));
    Answer refused = client.post(rules(model), rule("TEN-1", "n", ""));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo(
            "pricing model %s has 1000 active rules (expected: fewer than 1000); delete one first"
                .formatted(model));
    assertThat(client.get(rules(model) + "?tenantId=TEN-1").body()).hasSize(1_000);
    client.delete(rules(model) + "/" + rule + "?tenantId=TEN-1");
    assertThat(client.post(rules(model), rule("TEN-1", "n", "")).status()).isEqualTo(201);
  }

  @Test
  void shouldKeepBothTimesOfEveryVersionOfAModel() {
    Answer created =
        client.post(
            MODELS,
            """
            {'tenantId':'TEN-3','name':'Calls','modelType':'flat',
             'config':{'basePrice':1,'currency':'USD','usageMetric':'calls'}}
            """,
            ADA);
    String path = MODELS + "/" + created.id();
    client.put(
        path,
        """
        {'tenantId':'TEN-3','effectiveFrom':'2999-01-01T00:00:00Z',
         'config':{'basePrice':2,'currency':'EUR','usageMetric':'calls'}}
        """);
    Answer third = client.put(path, "{'tenantId':'TEN-3','name':'Calls, all of them'}");
    assertThat(third.body().path("config").path("currency").asText()).isEqualTo("EUR");
    Answer same = client.put(path, "{'tenantId':'TEN-3','effectiveFrom':'2028-01-01T00:00:00Z'}");
    assertThat(same.body()).isEqualTo(third.body());

    Answer versions = client.get(path + "/versions?tenantId=TEN-3");
    assertThat(versions.status()).as(versions.text()).isEqualTo(200);
    assertThat(versions.body().findValuesAsText("version")).containsExactly("1", "2", "3");
    assertThat(versions.body().findValuesAsText("effectiveFrom"))
        .as("a price that is to come does not come sooner because its model is renamed")
        .containsExactly("null", "2999-01-01T00:00:00Z", "2999-01-01T00:00:00Z");
    assertThat(versions.body().findValuesAsText("basePrice")).containsExactly("1", "2", "2");
    assertThat(versions.body().findValuesAsText("changedBy"))
        .containsExactly("ada", "platform", "platform");
    assertThat(versions.body().get(0).path("recordedAt"))
        .isEqualTo(created.body().path("createdAt"));
    assertThat(client.get(path + "/versions?tenantId=TEN-1").status()).isEqualTo(404);
    assertThat(client.get(MODELS + "/x/versions?tenantId=TEN-3").status()).isEqualTo(404);
    assertThat(written.requests(created.id() + " version"))
        .as("one for each version")
        .isNotEqualTo("none");
  }

  @Test
  void shouldTakeATimeForTheFirstVersion() {
    Answer created =
        client.post(
            MODELS,
            """
            {'tenantId':'TEN-1','name':'Later','modelType':'flat','config':{'basePrice':1},
             'effectiveFrom':'2027-01-01T00:00:00+01:00'}
            """);
    assertThat(
            client
                .get(MODELS + "/" + created.id() + "/versions?tenantId=TEN-1")
                .body()
                .findValuesAsText("effectiveFrom"))
        .containsExactly("2026-12-31T23:00:00Z");
  }

  private static String rules(String model) {
    return MODELS + "/" + model + "/rules";
  }

  private static String rule(String tenant, String name, String more) {
    return ("{'tenantId':'%s','name':'%s','ruleType':'fee','actions':[{'type':'add_fee','value':1}]"
            + "%s}")
        .formatted(tenant, name, more);
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
