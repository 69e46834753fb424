package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.ratingengine.Installation.Usage;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which price usage is paid at, through scopes, versions, rules and overrides, on real engines. */
@ExtendWith(Engines.class)
class PricesInForceIT {

  private static final Instant THE_5TH = Instant.parse("2026-10-05T12:00:00Z");
  private static final Instant THE_15TH = Instant.parse("2026-10-15T12:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private static RatingService service;
  private static Installation installation;
  private static ApiClient client;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    installation = new Installation(service);
    client = service.client();
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldPayUsageAtThePriceThatWasInForceWhenItWasUsed() {
    Meter meter = used("TEN-when", "tokens_when");
    String model = model("TEN-when", "tokens_when", "1");
    service.assign("TEN-when", model);
    awaitItem("TEN-when", "tokens_when 30 = 30.00 USD");

    Answer changed =
        client.put(
            "/api/v1/pricing/models/" + model,
            "{'tenantId':'TEN-when','effectiveFrom':'2026-10-10T00:00:00Z',"
                .concat("'config':{'basePrice':2,'currency':'USD','usageMetric':'tokens_when'}}"));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    awaitItem("TEN-when", "tokens_when 30 = 50.00 USD");
    assertThat(
            installation.text(
                "SELECT CAST(jsonb_path_query_array(pricing, '$[*].pricingModelVersion') AS text)"
                    + " FROM billing_items WHERE tenant_id = 'TEN-when'"))
        .isEqualTo("[1, 2]");

    // Late usage of the time before is paid at the price of then.
    installation.use(new Usage("TEN-when", "x", meter, THE_5TH.plusSeconds(60), "1", 9));
    awaitItem("TEN-when", "tokens_when 31 = 51.00 USD");
  }

  @Test
  void shouldPreferWhatIsMoreSpecificFromItsTimeOn() {
    used("TEN-whom", "tokens_whom");
    service.assign("TEN-whom", model("TEN-whom", "tokens_whom", "1"));
    String special = model("TEN-whom", "tokens_whom", "3");
    post(
        "/api/v1/pricing/scopes",
        "{'tenantId':'TEN-whom','pricingModelId':'%s','scopeType':'client','scopeId':'x',"
                .formatted(special)
            + "'effectiveFrom':'2026-10-10T00:00:00Z'}",
        201);
    awaitItem("TEN-whom", "tokens_whom 30 = 70.00 USD");
  }

  @Test
  void shouldApplyRulesAndApprovedOverridesToUsage() {
    used("TEN-rules", "tokens_rules");
    String model = model("TEN-rules", "tokens_rules", "1");
    service.assign("TEN-rules", model);
    post(
        "/api/v1/pricing/models/" + model + "/rules",
        """
        {'tenantId':'TEN-rules','name':'much','ruleType':'volume','effectiveFrom':'2026-01-01T00:00:00Z',
         'conditions':[{'field':'quantity','operator':'gte','value':30}],
         'actions':[{'type':'apply_discount','value':10,'unit':'percent','reason':'much used'}]}
        """,
        201);
    awaitItem("TEN-rules", "tokens_rules 30 = 27.00 USD");
    // One that is still underway would rate by the override too, and leave nothing to change.
    await().atMost(PATIENCE).untilAsserted(() -> assertAllFinished(reRatings("TEN-rules")));

    String override =
        post(
                "/api/v1/pricing/overrides",
                """
                {'tenantId':'TEN-rules','pricingModelId':'%s','scopeType':'client','scopeId':'x',
                 'overrideType':'discount','overrideValue':{'amount':7},'reason':'agreed',
                 'effectiveFrom':'2026-01-01T00:00:00Z'}
                """
                    .formatted(model),
                201)
            .id();
    Answer approved =
        client.send(
            "POST",
            "/api/v1/pricing/overrides/" + override + "/approve",
            Map.of(
                "Content-Type",
                "application/json",
                "X-User-Id",
                "another",
                "X-User-Role",
                "partner"),
            "{\"tenantId\":\"TEN-rules\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(approved.status()).as(approved.text()).isEqualTo(200);
    awaitItem("TEN-rules", "tokens_rules 30 = 20.00 USD");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode all = reRatings("TEN-rules");
              assertAllFinished(all);
              assertThat(all)
                  .anySatisfy(one -> assertThat(one.path("subject").asText()).isEqualTo("x"))
                  .anySatisfy(one -> assertThat(one.path("itemsChanged").asInt()).isEqualTo(1));
            });
  }

  private static JsonNode reRatings(String tenant) {
    return client.get("/api/v1/pricing/re-ratings?tenantId=" + tenant).body();
  }

  private static void assertAllFinished(JsonNode reRatings) {
    assertThat(reRatings)
        .isNotEmpty()
        .allSatisfy(one -> assertThat(one.path("finishedAt").isTextual()).isTrue());
  }

  @Test
  void shouldSayOfACalculatedPriceWhyItIsThat() {
    installation.tenant("TEN-why", "UTC");
    installation.meter("tokens_why");
    String model = model("TEN-why", "tokens_why", "1");
    service.assign("TEN-why", model);
    String rule =
        post(
                "/api/v1/pricing/models/" + model + "/rules",
                """
                {'tenantId':'TEN-why','name':'gold','ruleType':'tier',
                 'conditions':[{'field':'customer_tier','operator':'eq','value':'gold'}],
                 'actions':[{'type':'apply_discount','value':10,'unit':'percent','reason':'gold'}]}
                """,
                201)
            .id();
    JsonNode gold = calculate(model, "gold");
    assertThat(gold.path("finalPrice").decimalValue()).isEqualByComparingTo("90");
    assertThat(gold.path("appliedRules").get(0).asText()).isEqualTo(rule);
    assertThat(gold.path("adjustments").get(0).path("ruleId").asText()).isEqualTo(rule);
    assertThat(gold.path("explanation").path("steps").toString())
        .contains("{\"step\":\"model\",\"amount\":100}", "{\"step\":\"rules\",\"amount\":90}");
    assertThat(gold.path("explanation").path("scopes").get(0).path("isChosen").asBoolean())
        .isTrue();

    JsonNode silver = calculate(model, "silver");
    assertThat(silver.path("finalPrice").decimalValue()).isEqualByComparingTo("100");
    assertThat(silver.path("explanation").path("rules").get(0).path("isApplied").asBoolean())
        .isFalse();
    assertThat(silver.path("explanation").path("rules").get(0).path("why").asText())
        .contains("customer_tier", "silver");
  }

  @Test
  void shouldChargeAFeeInACycleWithoutUsage() {
    installation.tenant("TEN-fee", "UTC");
    installation.meter("tokens_fee");
    service.assign(
        "TEN-fee",
        post(
                "/api/v1/pricing/models",
                """
                {'tenantId':'TEN-fee','name':'fee','modelType':'subscription','config':
                 {'basePrice':20,'subscriptionPeriod':'monthly','currency':'USD','usageMetric':'tokens_fee'}}
                """,
                201)
            .id());
    post(
        "/api/v1/billing/cycles",
        "{'tenantId':'TEN-fee','scopeId':'x','scopeType':'client','cycleType':'monthly','startDate':'2026-10-01'}",
        201);
    awaitItem("TEN-fee", "tokens_fee 0 = 20.00 USD");
  }

  @Test
  void shouldShowWhatAProposedPriceWouldHaveComeTo() {
    Meter meter = used("TEN-test", "tokens_test");
    installation.use(new Usage("TEN-test", "y", meter, THE_5TH, "2", 7));
    service.assign("TEN-test", model("TEN-test", "tokens_test", "1"));
    // Who has rated usage knows its meter, of which the catalogue tells in its own time.
    await().atMost(PATIENCE).until(() -> installation.items("TEN-test").size() == 2);
    Answer answer =
        post(
            "/api/v1/pricing/simulate",
            """
            {'tenantId':'TEN-test','modelType':'tiered','from':'2026-10-01T00:00:00Z',
             'to':'2026-11-01T00:00:00Z','config':{'currency':'USD','usageMetric':'tokens_test','tiers':[
              {'minQuantity':0,'maxQuantity':10,'unitPrice':1.5},{'minQuantity':10,'unitPrice':0.5}]}}
            """,
            200);
    assertThat(answer.body().path("customerCount").asInt()).isEqualTo(2);
    assertThat(answer.body().path("totals").get(0).toString())
        .isEqualTo(
            "{\"currency\":\"USD\",\"currentAmount\":\"32.00\",\"proposedAmount\":\"28.00\","
                + "\"difference\":\"-4.00\",\"raised\":1,\"lowered\":1,\"unchanged\":0,\"unpriced\":0}");
    assertThat(answer.body().path("customers").get(0).path("scopeId").asText()).isEqualTo("x");
    assertThat(answer.body().path("customers").get(0).path("difference").asText())
        .isEqualTo("-5.00");
    assertThat(
            installation.count("SELECT count(*) FROM pricing_models WHERE tenant_id = 'TEN-test'"))
        .isEqualTo(1);

    Answer unknown =
        client.post(
            "/api/v1/pricing/simulate",
            """
            {'tenantId':'TEN-test','modelType':'flat','from':'2026-10-01T00:00:00Z',
             'to':'2026-10-01T00:00:00Z','config':{'basePrice':-1,'currency':'USD'}}
            """);
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.text()).contains("config.usageMetric", "config.basePrice", "after from");
  }

  private static JsonNode calculate(String model, String tier) {
    return post(
            "/api/v1/pricing/calculate?explain=true",
            """
            {'tenantId':'TEN-why','pricingModelId':'%s','scopeType':'client','scopeId':'x',
             'itemType':'usage','quantity':100,'metadata':{'customer_tier':'%s'}}
            """
                .formatted(model, tier),
            200)
        .body();
  }

  /** Client x used 10 on the 5th and 20 on the 15th. */
  private static Meter used(String tenant, String code) {
    installation.tenant(tenant, "UTC");
    Meter meter = installation.meter(code);
    installation.use(new Usage(tenant, "x", meter, THE_5TH, "10", 1));
    installation.use(new Usage(tenant, "x", meter, THE_15TH, "20", 2));
    return meter;
  }

  private static String model(String tenant, String meter, String price) {
    return post(
            "/api/v1/pricing/models",
            """
            {'tenantId':'%s','name':'per unit','modelType':'usage_based',
             'config':{'basePrice':%s,'currency':'USD','usageMetric':'%s'}}
            """
                .formatted(tenant, price, meter),
            201)
        .id();
  }

  private static Answer post(String path, String body, int status) {
    Answer answer = client.post(path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return answer;
  }

  private static void awaitItem(String tenant, String expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(installation.items(tenant))
                    .singleElement()
                    .asString()
                    .contains(" " + expected + " "));
  }
}
