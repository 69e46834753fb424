package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

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
class OverridesIT {

  private static final String MODELS = "/api/v1/pricing/models";
  private static final String OVERRIDES = "/api/v1/pricing/overrides";
  private static final Map<String, String> ADA = as("ada");
  private static final Map<String, String> BOB = as("bob");

  private static RatingService service;
  private static ApiClient client;
  private static Installation installation;
  private static WrittenChanges written;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    client = service.client();
    installation = new Installation(service);
    for (String tenant : List.of("TEN-1", "TEN-2", "TEN-3", "TEN-full")) {
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
  void shouldGoFromPendingToActiveToInactive() {
    String model = model("TEN-1", "llm_tokens");
    Answer pending = create("TEN-1", model, "'price','overrideValue':{'unitPrice':'0.80'}");
    assertThat(pending.status()).as(pending.text()).isEqualTo(201);
    assertThat(pending.body().toString())
        .contains(
            "\"scopeType\":\"client\",\"scopeId\":\"CLI-1\",\"overrideType\":\"price\","
                + "\"overrideValue\":{\"unitPrice\":0.8},\"reason\":\"agreed\","
                + "\"status\":\"pending\",\"isActive\":false");
    assertThat(pending.body().path("approvedBy").isNull()).isTrue();

    Answer active = step(pending.id(), "approve", "TEN-1", BOB);
    assertThat(active.status()).as(active.text()).isEqualTo(200);
    assertThat(active.body().path("status").asText()).isEqualTo("active");
    assertThat(active.body().path("isActive").asBoolean()).isTrue();
    assertThat(active.body().path("approvedBy").asText()).isEqualTo("bob");
    assertThat(active.body().path("approvedByRole").asText()).isEqualTo("staff");
    assertThat(client.get(one(pending.id(), "TEN-1")).body()).isEqualTo(active.body());

    Answer inactive = step(pending.id(), "deactivate", "TEN-1", ADA);
    assertThat(inactive.body().path("status").asText()).isEqualTo("inactive");
    assertThat(inactive.body().path("deactivatedBy").asText()).isEqualTo("ada");
    assertThat(inactive.body().path("approvedBy").asText()).isEqualTo("bob");
    assertThat(client.get(one(pending.id(), "TEN-1")).body()).isEqualTo(inactive.body());

    assertThat(written.requests(pending.id()))
        .isEqualTo(
            "override pending llm_tokens CLI-1, override active llm_tokens CLI-1, override inactive"
                + " llm_tokens CLI-1");
    assertThat(written.audited(pending.id()))
        .isEqualTo(
            "create pricing_override by ada, update pricing_override by bob, deactivate"
                + " pricing_override by ada");
  }

  @Test
  void shouldRefuseTheApprovalOfItsAuthor() {
    String id =
        create("TEN-1", model("TEN-1", ""), "'discount','overrideValue':{'percent':5}").id();
    Answer refused = step(id, "approve", "TEN-1", ADA);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.code()).isEqualTo("PERMISSION_DENIED");
    assertThat(refused.message())
        .isEqualTo(
            "override %s was made by ada (expected: another person to approve it)".formatted(id));
    assertThat(client.get(one(id, "TEN-1")).body().path("status").asText()).isEqualTo("pending");
    assertThat(written.audited(id)).isEqualTo("create pricing_override by ada");
  }

  @Test
  void shouldRefuseStepsThatItsStatusDoesNotAllow() {
    String model = model("TEN-1", "");
    String id = create("TEN-1", model, "'discount','overrideValue':{'amount':5}").id();
    step(id, "approve", "TEN-1", BOB);
    Answer twice = step(id, "approve", "TEN-1", BOB);
    assertThat(twice.status()).isEqualTo(409);
    assertThat(twice.message())
        .isEqualTo("override %s is active (expected: pending)".formatted(id));
    step(id, "deactivate", "TEN-1", BOB);
    assertThat(step(id, "approve", "TEN-1", BOB).status()).isEqualTo(409);
    Answer gone = step(id, "deactivate", "TEN-1", BOB);
    assertThat(gone.status()).isEqualTo(409);
    assertThat(gone.message())
        .isEqualTo("override %s is inactive (expected: pending or active)".formatted(id));
    String dropped = create("TEN-1", model, "'discount','overrideValue':{'amount':5}").id();
    assertThat(step(dropped, "deactivate", "TEN-1", ADA).body().path("status").asText())
        .isEqualTo("inactive");
  }

  @Test
  void shouldRefuseToApproveWhatWouldBeOver() {
    String id =
        create(
                "TEN-1",
                model("TEN-1", ""),
                "'discount','overrideValue':{'amount':5},'effectiveFrom':'2020-01-01T00:00:00Z',"
                    + "'effectiveTo':'2021-01-01T00:00:00Z'")
            .id();
    assertThat(step(id, "approve", "TEN-1", BOB).status())
        .as("a time in the past touches cycles that are still active")
        .isEqualTo(200);
    String late =
        create(
                "TEN-1",
                model("TEN-1", ""),
                "'discount','overrideValue':{'amount':5},'effectiveTo':'9000-01-01T00:00:00Z'")
            .id();
    installation.update(
        "UPDATE pricing_overrides SET effective_to = created_at + interval '1 microsecond' WHERE id = '"
            + late
            + "'");
    Answer refused = step(late, "approve", "TEN-1", BOB);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message()).contains("expected: an end after its approval");
  }

  @Test
  void shouldTakeEveryKindOfValue() {
    String model = model("TEN-1", "");
    assertThat(value(model, "'price','overrideValue':{'basePrice':2}"))
        .isEqualTo("{\"unitPrice\":2}");
    assertThat(value(model, "'price','overrideValue':{'amount':'7.50'}"))
        .isEqualTo("{\"amount\":7.5}");
    assertThat(value(model, "'discount','overrideValue':{'percent':12.5}"))
        .isEqualTo("{\"percent\":12.5}");
    assertThat(value(model, "'discount','overrideValue':{'amount':3}")).isEqualTo("{\"amount\":3}");
    assertThat(value(model, "'config','overrideValue':{'basePrice':2.50,'minimumCharge':1}"))
        .isEqualTo("{\"basePrice\":2.50,\"minimumCharge\":1}");
  }

  @Test
  void shouldRefuseValuesThatMakeNoSense() {
    String model = model("TEN-1", "");
    assertThat(reasons(model, "'price','overrideValue':{}"))
        .containsExactly(
            "overrideValue: 0 of unitPrice (or basePrice), amount (expected: exactly one)");
    assertThat(reasons(model, "'price','overrideValue':{'unitPrice':-1,'percent':3}"))
        .containsExactlyInAnyOrder(
            "overrideValue.unitPrice: -1 (expected: >= 0)",
            "overrideValue.percent: unknown field (expected: unitPrice, basePrice, amount)");
    assertThat(reasons(model, "'discount','overrideValue':{'percent':100.01}"))
        .containsExactly("overrideValue.percent: 100.01 (expected: at most 100)");
    assertThat(reasons(model, "'config','overrideValue':{'percent':3,'maximumCharge':'x'}"))
        .containsExactlyInAnyOrder(
            "overrideValue.maximumCharge: string x (expected: a decimal number)",
            "overrideValue.percent: not used by a flat model (expected: basePrice, freeQuantity); in"
                + " the model with these fields");
    assertThat(reasons(model, "'config','overrideValue':{'usageMetric':'calls','basePrice':1}"))
        .singleElement()
        .asString()
        .startsWith("overrideValue.usageMetric: unknown field");
    assertThat(reasons(model, "'gift'"))
        .containsExactlyInAnyOrder(
            "overrideType: gift (expected: one of price, discount, config)",
            "overrideValue: missing (expected: an object)");
    assertThat(reasons(model, "'price','overrideValue':[1]"))
        .containsExactly("overrideValue: an array (expected: an object)");
    assertThat(
            client
                .post(
                    OVERRIDES,
                    "{'tenantId':'TEN-1','pricingModelId':'%s','overrideType':'price',"
                            .formatted(model)
                        + "'overrideValue':{'amount':1},'scopeType':'moon','reason':'%s'}"
                            .formatted("r".repeat(501)))
                .fieldsAtFault())
        .containsExactly("scopeType", "reason");
  }

  @Test
  void shouldRefuseAConfigWithAFeeThatIsNotMonthlyForAMeter() {
    Answer model =
        client.post(
            MODELS,
            """
            {'tenantId':'TEN-2','name':'Fee','modelType':'subscription',
             'config':{'basePrice':9,'subscriptionPeriod':'monthly','usageMetric':'calls'}}
            """);
    Answer refused =
        create("TEN-2", model.id(), "'config','overrideValue':{'subscriptionPeriod':'yearly'}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).startsWith("overrideValue: usage is billed by the month");
  }

  @Test
  void shouldWantAScopeThatItsTypeAllows() {
    String model = model("TEN-1", "");
    assertThat(scoped(model, "'scopeType':'global'").status()).isEqualTo(201);
    assertThat(scoped(model, "'scopeType':'deployment','scopeId':'self_hosted'").status())
        .isEqualTo(201);
    assertThat(scoped(model, "'scopeType':'deployment','scopeId':'cloud'").fieldsAtFault())
        .containsExactly("scopeId");
    assertThat(scoped(model, "'scopeType':'deployment'").fieldsAtFault())
        .containsExactly("scopeId");
    assertThat(scoped(model, "'scopeType':'global','scopeId':'x'").fieldsAtFault())
        .containsExactly("scopeId");
    assertThat(scoped(model, "'scopeType':'segment'").fieldsAtFault()).containsExactly("scopeId");
  }

  @Test
  void shouldListByModelAndByWhetherItIsActive() {
    String model = model("TEN-1", "");
    String pending = create("TEN-1", model, "'discount','overrideValue':{'amount':5}").id();
    String active = create("TEN-1", model, "'discount','overrideValue':{'amount':6}").id();
    step(active, "approve", "TEN-1", BOB);
    String ours = "?tenantId=TEN-1&pricingModelId=" + model;
    assertThat(ids(ours)).containsExactly(pending, active);
    assertThat(ids(ours + "&isActive=true")).containsExactly(active);
    assertThat(ids(ours + "&isActive=false")).containsExactly(pending);
    assertThat(ids("?tenantId=TEN-1")).contains(pending, active);
    assertThat(client.get(OVERRIDES + "?tenantId=TEN-nobody").status()).isEqualTo(404);
  }

  @Test
  void shouldKnowNoOverrideOrModelOfAnotherTenant() {
    String model = model("TEN-1", "");
    String id = create("TEN-1", model, "'discount','overrideValue':{'amount':5}").id();
    assertThat(create("TEN-2", model, "'discount','overrideValue':{'amount':5}").status())
        .isEqualTo(404);
    for (String unknown : List.of(id, "x", UUID.randomUUID().toString())) {
      assertThat(client.get(one(unknown, "TEN-2")).status()).isEqualTo(404);
      assertThat(step(unknown, "approve", "TEN-2", BOB).status()).isEqualTo(404);
      assertThat(step(unknown, "deactivate", "TEN-2", BOB).status()).isEqualTo(404);
    }
    assertThat(client.get(one(id, "TEN-1")).body().path("status").asText()).isEqualTo("pending");
    assertThat(ids("?tenantId=TEN-2&pricingModelId=" + model)).isEmpty();
  }

  @Test
  void shouldAskForEverybodyToBeRatedWhereItTouchesSeveral() {
    String model = model("TEN-3", "llm_tokens");
    String scope =
        client
            .post(
                "/api/v1/pricing/scopes",
                "{'tenantId':'TEN-3','pricingModelId':'%s','scopeType':'client','scopeId':'CLI-1'}"
                    .formatted(model))
            .id();
    client.post(
        "/api/v1/pricing/scopes",
        ("{'tenantId':'TEN-3','pricingModelId':'%s','scopeType':'merchant','scopeId':'M',"
                + "'parentScopeId':'%s'}")
            .formatted(model, scope));
    String id = create("TEN-3", model, "'discount','overrideValue':{'amount':5}").id();
    assertThat(written.requests(id)).isEqualTo("override pending llm_tokens *");
  }

  @Test
  void shouldHoldAtMostTenThousandThatAreNotInactive() {
    String model = model("TEN-full", "");
    String id = create("TEN-full", model, "'discount','overrideValue':{'amount':5}").id();
    installation.update(
        """
        INSERT INTO pricing_overrides
               (id, tenant_id, pricing_model_id, scope_type, scope_id, override_type, override_value,
                reason, status, created_by, created_by_role, created_at)
        SELECT gen_random_uuid(), tenant_id, pricing_model_id, scope_type, scope_id, override_type,
               override_value, reason, status, created_by, created_by_role, created_at
          FROM pricing_overrides, generate_series(1, 9999) n WHERE id = '%s'
        """
            .formatted(id));
    Answer refused = create("TEN-full", model, "'discount','overrideValue':{'amount':5}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo(
            "TEN-full has 10000 pricing overrides that are pending or active (expected: fewer than"
                + " 10000); deactivate one first");
    step(id, "deactivate", "TEN-full", ADA);
    assertThat(create("TEN-full", model, "'discount','overrideValue':{'amount':5}").status())
        .isEqualTo(201);
  }

  private static String value(String model, String typeAndValue) {
    Answer created = create("TEN-1", model, typeAndValue);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(client.get(one(created.id(), "TEN-1")).body()).isEqualTo(created.body());
    return created.body().path("overrideValue").toString();
  }

  private static List<String> reasons(String model, String typeAndValue) {
    Answer refused = create("TEN-1", model, typeAndValue);
    assertThat(refused.status()).isEqualTo(400);
    return refused.reasons();
  }

  private static Answer create(String tenant, String model, String typeAndValue) {
    return client.post(
        OVERRIDES,
        ("{'tenantId':'%s','pricingModelId':'%s','scopeType':'client','scopeId':'CLI-1',"
                + "'reason':'agreed','overrideType':%s}")
            .formatted(tenant, model, typeAndValue),
        ADA);
  }

  private static Answer scoped(String model, String scope) {
    return client.post(
        OVERRIDES,
        ("{'tenantId':'TEN-1','pricingModelId':'%s',%s,'reason':'agreed','overrideType':'discount',"
                + "'overrideValue':{'amount':1}}")
            .formatted(model, scope));
  }

  private static Answer step(String id, String step, String tenant, Map<String, String> actor) {
    return client.post(
        OVERRIDES + "/" + id + "/" + step, "{'tenantId':'%s'}".formatted(tenant), actor);
  }

  private static String one(String id, String tenant) {
    return OVERRIDES + "/" + id + "?tenantId=" + tenant;
  }

  private static List<String> ids(String query) {
    return client.get(OVERRIDES + query).body().findValuesAsText("id");
  }

  private static Map<String, String> as(String user) {
    return Map.of("X-User-Id", user, "X-User-Role", "staff");
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
