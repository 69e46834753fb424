package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class PricingAuditIT {

  private static final String MODELS = "/api/v1/pricing/models";
  private static final String SCOPES = "/api/v1/pricing/scopes";
  private static final String OVERRIDES = "/api/v1/pricing/overrides";
  private static final String AUDIT = "/api/v1/billing/audit";
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
    for (String tenant : List.of("TEN-1", "TEN-2", "TEN-search", "TEN-many")) {
      installation.tenant(tenant, "UTC");
    }
    installation.meter("calls");
    written = WrittenChanges.keptFrom(installation);
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldBringTheOldPriceBackAndAskForRating() {
    Answer created = model("TEN-1", "'config':{'basePrice':1.50,'usageMetric':'calls'}", ADA);
    String path = MODELS + "/" + created.id();
    Answer updated =
        put(
            path,
            "{'tenantId':'TEN-1','name':'Dear','description':'more',"
                + "'config':{'basePrice':9,'usageMetric':'calls'}}");
    assertThat(price(created.id())).isEqualTo("90");
    JsonNode update = history(created.id()).get(0);
    assertThat(update.path("previousState")).isEqualTo(created.body());
    assertThat(update.path("newState")).isEqualTo(updated.body());
    assertThat(update.path("isReversible").asBoolean()).isTrue();

    Answer reversal = reverse(update, BOB);
    assertThat(reversal.status()).as(reversal.text()).isEqualTo(200);
    assertThat(price(created.id())).isEqualTo("15");
    JsonNode now = client.get(path + "?tenantId=TEN-1").body();
    assertThat(now.path("config").toString())
        .isEqualTo(created.body().path("config").toString())
        .contains("1.50");
    assertThat(now.path("name").asText()).isEqualTo("Flat");
    assertThat(now.path("description").isNull()).isTrue();
    assertThat(now.path("version").asInt()).isEqualTo(3);

    JsonNode entry = reversal.body();
    assertThat(entry.path("action").asText()).isEqualTo("update");
    assertThat(entry.path("entityType").asText()).isEqualTo("pricing_model");
    assertThat(entry.path("entityId").asText()).isEqualTo(created.id());
    assertThat(entry.path("actorId").asText()).isEqualTo("bob");
    assertThat(entry.path("actorRole").asText()).isEqualTo("staff");
    assertThat(entry.path("reason").asText()).isEqualTo("mistaken");
    assertThat(entry.path("reverses")).isEqualTo(update.path("id"));
    assertThat(entry.path("previousState")).isEqualTo(updated.body());
    assertThat(entry.path("newState")).isEqualTo(now);
    assertThat(entry.path("isReversible").asBoolean()).isTrue();

    JsonNode history = history(created.id());
    assertThat(history.get(0)).as("the answer is what is stored").isEqualTo(entry);
    assertThat(history.get(1).path("reversedBy")).isEqualTo(entry.path("id"));
    assertThat(history.get(1).path("whyNotReversible").asText())
        .isEqualTo("reversed already, by entry " + entry.path("id").asText());
    assertThat(history.get(2).path("isReversible").asBoolean())
        .as("the model is as its creation left it")
        .isTrue();
    assertThat(written.requests(created.id() + " version 3"))
        .as("rated again")
        .isEqualTo("model changed calls *");
  }

  @Test
  void shouldDoAgainWhatAReversalTookBack() {
    String id = model("TEN-1", "'config':{'basePrice':1}", ADA).id();
    put(MODELS + "/" + id, "{'tenantId':'TEN-1','config':{'basePrice':2}}");
    Answer back = reverse(history(id).get(0), ADA);
    Answer again = reverse(back.body(), ADA);
    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(again.body().path("reverses")).isEqualTo(back.body().path("id"));
    assertThat(price(id)).isEqualTo("20");
    assertThat(client.get(MODELS + "/" + id + "/versions?tenantId=TEN-1").body()).hasSize(4);
  }

  @Test
  void shouldReverseAnEntryOnce() throws Exception {
    String id = model("TEN-1", "'config':{'basePrice':1}", ADA).id();
    JsonNode creation = history(id).get(0);
    List<Answer> answers = atOnce(() -> reverse(creation, ADA), () -> reverse(creation, BOB));
    assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
    Answer done = answers.stream().filter(it -> it.status() == 200).findFirst().orElseThrow();
    Answer refused = answers.stream().filter(it -> it.status() == 409).findFirst().orElseThrow();
    assertThat(refused.code()).isEqualTo("FAILED_PRECONDITION");
    assertThat(refused.message())
        .isEqualTo(
            "audit entry %s: reversed already, by entry %s"
                .formatted(creation.path("id").asText(), done.id()));
    assertThat(done.body().path("action").asText()).isEqualTo("deactivate");
    assertThat(
            client.get(MODELS + "/" + id + "?tenantId=TEN-1").body().path("isActive").asBoolean())
        .isFalse();
    assertThat(written.audited(id)).matches("create .* by ada, deactivate .* by (ada|bob)");
  }

  @Test
  void shouldMakeADeactivatedModelActiveAgain() {
    String id = model("TEN-1", "'config':{'basePrice':3}", ADA).id();
    client.delete(MODELS + "/" + id + "?tenantId=TEN-1");
    Answer back = reverse(history(id).get(0), ADA);
    assertThat(back.body().path("action").asText()).isEqualTo("update");
    assertThat(back.body().path("newState").path("isActive").asBoolean()).isTrue();
    assertThat(price(id)).isEqualTo("30");
  }

  @Test
  void shouldWantLaterChangesOfAModelReversedFirst() {
    String id = model("TEN-1", "'config':{'basePrice':1}", ADA).id();
    String path = MODELS + "/" + id;
    put(path, "{'tenantId':'TEN-1','config':{'basePrice':2}}");
    put(path, "{'tenantId':'TEN-1','config':{'basePrice':3}}");
    put(path, "{'tenantId':'TEN-1','name':'Flat'}");
    JsonNode history = history(id);
    assertThat(history.get(0).path("whyNotReversible").asText())
        .isEqualTo("nothing was changed: it was so already");
    JsonNode third = history.get(1);
    JsonNode second = history.get(2);
    String why =
        "pricing model %s was changed since (expected: entry %s reversed first)"
            .formatted(id, third.path("id").asText());
    assertThat(second.path("isReversible").asBoolean(true)).isFalse();
    assertThat(second.path("whyNotReversible").asText()).isEqualTo(why);
    Answer refused = reverse(second, ADA);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo("audit entry %s: %s".formatted(second.path("id").asText(), why));
    assertThat(price(id)).isEqualTo("30");

    assertThat(reverse(third, ADA).status()).isEqualTo(200);
    assertThat(price(id)).isEqualTo("20");
    assertThat(reverse(second, ADA).status()).isEqualTo(200);
    assertThat(price(id)).isEqualTo("10");
    assertThat(reverse(history.get(3), ADA).body().path("action").asText()).isEqualTo("deactivate");
  }

  @Test
  void shouldBringNoPriceBackBeforeItsTime() {
    String id = model("TEN-1", "'config':{'basePrice':1}", ADA).id();
    String path = MODELS + "/" + id;
    put(
        path,
        "{'tenantId':'TEN-1','effectiveFrom':'2099-01-01T00:00:00Z','config':{'basePrice':2}}");
    put(path, "{'tenantId':'TEN-1','name':'Renamed'}");
    assertThat(reverse(history(id).get(0), ADA).status()).isEqualTo(200);
    assertThat(price(id)).as("a name has no time").isEqualTo("10");
    put(path, "{'tenantId':'TEN-1','config':{'basePrice':3}}");

    JsonNode entry = history(id).get(0);
    Answer refused = reverse(entry, ADA);

    assertThat(refused.status()).as(refused.text()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo(
            ("version 4 of pricing model %s, to which this goes back, is in force from"
                    + " 2099-01-01T00:00:00Z only (expected: one that is in force; update the model"
                    + " with that effectiveFrom)")
                .formatted(id));
    assertThat(price(id)).isEqualTo("30");
  }

  @Test
  void shouldDeactivateWhatWasCreatedAndNothingTwice() {
    String model = model("TEN-1", "'config':{'basePrice':1,'usageMetric':'calls'}", ADA).id();
    String rules = MODELS + "/" + model + "/rules";
    String rule =
        client
            .post(
                rules,
                "{'tenantId':'TEN-1','name':'n','ruleType':'fee',"
                    + "'actions':[{'type':'add_fee','value':1}]}")
            .id();
    String scope = client.post(SCOPES, member(model)).id();
    String override = client.post(OVERRIDES, override(model), ADA).id();
    client.post(OVERRIDES + "/" + override + "/approve", "{'tenantId':'TEN-1'}", BOB);

    assertTakenBack("pricing_rule", rule, "rule deactivated calls *");
    assertTakenBack("pricing_scope", scope, "scope deactivated calls CLI-1");
    JsonNode approval = history("pricing_override", override).get(0);
    assertThat(approval.path("action").asText()).isEqualTo("update");
    assertThat(approval.path("isReversible").asBoolean()).isTrue();
    assertTakenBack("pricing_override", override, "override inactive calls CLI-1");
    String id = history("pricing_override", override).get(0).path("id").asText();
    assertThat(history("pricing_override", override).get(2).path("whyNotReversible").asText())
        .isEqualTo("pricing override %s is inactive already, by entry %s".formatted(override, id));
  }

  /** The newest entry of it is. */
  private static void assertTakenBack(String type, String id, String request) {
    Answer reversal = reverse(history(type, id).get(0), BOB);
    assertThat(reversal.status()).as(reversal.text()).isEqualTo(200);
    JsonNode entry = reversal.body();
    assertThat(entry.path("action").asText()).isEqualTo("deactivate");
    assertThat(entry.at("/previousState/isActive").asBoolean()).isTrue();
    assertThat(entry.at("/newState/isActive").asBoolean(true)).isFalse();
    assertThat(entry.path("isReversible").asBoolean(true)).isFalse();
    assertThat(entry).isEqualTo(history(type, id).get(0));
    assertThat(written.requests(id)).endsWith(request);
    Answer refused = reverse(entry, ADA);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message()).endsWith("stays so (expected: create another)");
  }

  @Test
  void shouldTakeNothingOfBillsBack() {
    for (String type : List.of("billing_cycle", "billing_item")) {
      UUID id = UUID.randomUUID();
      installation.update(
          """
          INSERT INTO audit_log (tenant_id, caller_id, action, entity_type, entity_id, after, trace_id,
                                 changed_at)
          VALUES ('TEN-2', 'gateway', 'create', ?, ?, CAST('{"status":"active"}' AS jsonb), 't', now())
          """,
          type,
          id.toString());
      JsonNode entry = client.get(of(type, id.toString(), "TEN-2")).body().get(0);
      assertThat(entry.path("actorId").asText()).isEqualTo("gateway");
      assertThat(entry.path("actorRole").isNull()).isTrue();
      Answer refused = reverse(entry, "TEN-2", ADA);
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.message()).contains(entry.path("whyNotReversible").asText());
    }
  }

  @Test
  void shouldShowNothingButPricesAndBills() {
    installation.update(
        """
        INSERT INTO audit_log (tenant_id, caller_id, action, entity_type, entity_id, trace_id, changed_at)
        VALUES ('TEN-2', 'gateway', 'create', 'access_key', 'no uuid', 't', now())
        """);
    assertThat(client.get(AUDIT + "?tenantId=TEN-2").body().findValuesAsText("entityType"))
        .doesNotContain("access_key");
    String id = installation.text("SELECT entry_uuid FROM audit_log WHERE entity_id = 'no uuid'");
    Answer refused =
        client.post(AUDIT + "/" + id + "/reverse", "{'tenantId':'TEN-2','reason':'r'}");
    assertThat(refused.status()).isEqualTo(404);
    Answer unknown = client.get(AUDIT + "/access_key/" + id + "?tenantId=TEN-2");
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.message())
        .isEqualTo(
            "entityType: access_key (expected: one of pricing_model, pricing_rule, pricing_scope,"
                + " pricing_override, billing_cycle, billing_item)");
  }

  @Test
  void shouldSelectByEveryFilter() {
    String first = model("TEN-search", "'config':{'basePrice':1}", ADA).id();
    String second = model("TEN-search", "'config':{'basePrice':1}", Map.of()).id();
    client.delete(MODELS + "/" + first + "?tenantId=TEN-search");
    client.post(SCOPES, member(second).replace("TEN-1", "TEN-search"), BOB);
    JsonNode all = search("");
    assertThat(all.findValuesAsText("action"))
        .containsExactly("create", "deactivate", "create", "create");
    assertThat(all.findValuesAsText("actorId"))
        .containsExactly("bob", TestTokens.PLATFORM, TestTokens.PLATFORM, "ada");
    assertThat(all.findValuesAsText("actorRole")).containsExactly("staff", "null", "null", "staff");
    assertThat(search("&entityType=pricing_scope")).hasSize(1);
    assertThat(search("&entityType=billing_item")).isEmpty();
    assertThat(search("&entityId=" + first).findValuesAsText("action"))
        .containsExactly("deactivate", "create");
    assertThat(search("&actorId=ada")).hasSize(1);
    assertThat(search("&actorId=" + TestTokens.PLATFORM)).hasSize(2);
    assertThat(search("&action=deactivate")).hasSize(1);
    assertThat(search("&action=void")).isEmpty();
    String newest = all.get(0).path("createdAt").asText();
    assertThat(search("&fromDate=" + newest)).containsExactly(all.get(0));
    assertThat(search("&toDate=" + newest)).hasSize(3);
    assertThat(search("&toDate=2020-01-01")).isEmpty();
    assertThat(search("&before=" + all.get(1).path("id").asText()))
        .containsExactly(all.get(2), all.get(3));
  }

  @Test
  void shouldTellEverythingThatIsWrongWithASearch() {
    Answer refused =
        client.get(
            AUDIT
                + "?tenantId=TEN-search&entityType=model&entityId=1&actorId=a%00b&action=made"
                + "&fromDate=2026-02-01&toDate=2026-01-01&before=x&limit=3");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault())
        .containsExactlyInAnyOrder(
            "entityType", "entityId", "actorId", "action", "toDate", "before", "limit");
    Answer noEntry = client.get(AUDIT + "?tenantId=TEN-search&before=" + UUID.randomUUID());
    assertThat(noEntry.status()).isEqualTo(400);
    assertThat(noEntry.fieldsAtFault()).containsExactly("before");
    assertThat(client.get(AUDIT).status()).isEqualTo(400);
    assertThat(client.get(AUDIT + "?tenantId=TEN-nobody").status()).isEqualTo(404);
  }

  @Test
  void shouldBoundWhatOneAnswerHolds() {
    UUID id = UUID.randomUUID();
    installation.update(
        """
        INSERT INTO audit_log (tenant_id, caller_id, action, entity_type, entity_id, after, trace_id,
                               changed_at)
        SELECT 'TEN-many', 'gateway', 'update', 'billing_cycle', ?,
               jsonb_build_object('n', n), 't', now() FROM generate_series(1, 1003) n
        """,
        id.toString());
    JsonNode found = client.get(AUDIT + "?tenantId=TEN-many").body();
    assertThat(found).hasSize(200);
    assertThat(found.get(0).at("/newState/n").asInt()).isEqualTo(1003);
    String history = of("billing_cycle", id.toString(), "TEN-many");
    JsonNode newest = client.get(history).body();
    assertThat(newest).hasSize(1_000);
    String last = newest.get(999).path("id").asText();
    JsonNode rest = client.get(history + "&before=" + last).body();
    assertThat(rest).hasSize(3);
    assertThat(client.get(history + "&before=" + rest.get(2).path("id").asText()).body()).isEmpty();
  }

  @Test
  void shouldWantAReasonThatCanBeKept() {
    String id = model("TEN-1", "'config':{'basePrice':1}", ADA).id();
    String path = AUDIT + "/" + history(id).get(0).path("id").asText() + "/reverse";
    for (String reason : List.of("", ",'reason':' '", ",'reason':'" + "r".repeat(501) + "'")) {
      Answer refused = client.post(path, "{'tenantId':'TEN-1'%s}".formatted(reason));
      assertThat(refused.status()).as(refused.text()).isEqualTo(400);
      assertThat(refused.fieldsAtFault()).containsExactly("reason");
    }
    Answer nul = client.post(path, "{'tenantId':'TEN-1','reason':'a\\u0000b'}");
    assertThat(nul.status()).as(nul.text()).isEqualTo(400);
    Answer unknown = client.post(path, "{'tenantId':'TEN-1','reason':' ','resaon':'x'}");
    assertThat(unknown.fieldsAtFault()).containsExactlyInAnyOrder("reason", "resaon");
    assertThat(written.audited(id)).isEqualTo("create pricing_model by ada");
    Answer kept =
        client.post(path, "{'tenantId':'TEN-1','reason':'%s'}".formatted("ü".repeat(500)));
    assertThat(kept.status()).as(kept.text()).isEqualTo(200);
    assertThat(kept.body()).isEqualTo(history(id).get(0));
  }

  @Test
  void shouldGiveTheSameAnswerAgainForTheSameKey() {
    String id = model("TEN-1", "'config':{'basePrice':1}", ADA).id();
    JsonNode creation = history(id).get(0);
    Map<String, String> once =
        Map.of("X-User-Id", "ada", "X-User-Role", "staff", "Idempotency-Key", id);
    Answer first = reverse(creation, once);
    assertThat(reverse(creation, once).body()).isEqualTo(first.body());
    assertThat(history(id)).hasSize(2);
  }

  @Test
  void shouldKnowNothingOfAnotherTenant() {
    String id = model("TEN-1", "'config':{'basePrice':1}", ADA).id();
    JsonNode creation = history(id).get(0);
    String entry = creation.path("id").asText();
    for (String unknown : List.of(entry, "x", UUID.randomUUID().toString())) {
      Answer refused =
          client.post(AUDIT + "/" + unknown + "/reverse", "{'tenantId':'TEN-2','reason':'r'}");
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.message()).isEqualTo("TEN-2 has no audit entry " + unknown);
    }
    for (String unknown : List.of(id, "x", UUID.randomUUID().toString())) {
      assertThat(client.get(of("pricing_model", unknown, "TEN-2")).status()).isEqualTo(404);
    }
    assertThat(client.get(AUDIT + "?tenantId=TEN-2&entityId=" + id).body()).isEmpty();
    assertThat(client.get(AUDIT + "?tenantId=TEN-2&before=" + entry).status()).isEqualTo(400);

    Map<String, String> intruder =
        Map.of(
            "Authorization",
            "Bearer " + TestTokens.ofTenant("TEN-2"),
            "Content-Type",
            "application/json");
    Stream.of(AUDIT + "?tenantId=TEN-1", of("pricing_model", id, "TEN-1"))
        .forEach(
            path ->
                assertThat(client.send("GET", path, intruder, new byte[0]).status())
                    .as(path)
                    .isEqualTo(403));
    byte[] body = "{\"tenantId\":\"TEN-1\",\"reason\":\"r\"}".getBytes(StandardCharsets.UTF_8);
    String path = AUDIT + "/" + entry + "/reverse";
    assertThat(client.send("POST", path, intruder, body).status()).isEqualTo(403);
    assertThat(history(id)).containsExactly(creation);
  }

  private static List<Answer> atOnce(Callable<Answer> one, Callable<Answer> other)
      throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> first = executor.submit(one);
      Future<Answer> second = executor.submit(other);
      return List.of(first.get(), second.get());
    }
  }

  private static Answer reverse(JsonNode entry, Map<String, String> actor) {
    return reverse(entry, "TEN-1", actor);
  }

  private static Answer reverse(JsonNode entry, String tenant, Map<String, String> actor) {
    return client.post(
        AUDIT + "/" + entry.path("id").asText() + "/reverse",
        "{'tenantId':'%s','reason':'mistaken'}".formatted(tenant),
        actor);
  }

  private static JsonNode search(String more) {
    Answer found = client.get(AUDIT + "?tenantId=TEN-search" + more);
    assertThat(found.status()).as(found.text()).isEqualTo(200);
    return found.body();
  }

  private static JsonNode history(String model) {
    return history("pricing_model", model);
  }

  private static JsonNode history(String type, String id) {
    Answer found = client.get(of(type, id, "TEN-1"));
    assertThat(found.status()).as(found.text()).isEqualTo(200);
    return found.body();
  }

  private static String of(String type, String id, String tenant) {
    return AUDIT + "/" + type + "/" + id + "?tenantId=" + tenant;
  }

  /** Of ten. */
  private static String price(String model) {
    Answer priced =
        client.post(
            "/api/v1/pricing/calculate",
            "{'tenantId':'TEN-1','pricingModelId':'%s','itemType':'calls','quantity':10}"
                .formatted(model));
    assertThat(priced.status()).as(priced.text()).isEqualTo(200);
    return priced.body().path("finalPrice").decimalValue().stripTrailingZeros().toPlainString();
  }

  private static Answer put(String path, String singleQuoted) {
    Answer updated = client.put(path, singleQuoted);
    assertThat(updated.status()).as(updated.text()).isEqualTo(200);
    return updated;
  }

  private static Answer model(String tenant, String config, Map<String, String> actor) {
    Answer created =
        client.post(
            MODELS,
            "{'tenantId':'%s','name':'Flat','modelType':'flat',%s}".formatted(tenant, config),
            actor);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created;
  }

  private static String member(String model) {
    return "{'tenantId':'TEN-1','pricingModelId':'%s','scopeType':'client','scopeId':'CLI-1'}"
        .formatted(model);
  }

  private static String override(String model) {
    return ("{'tenantId':'TEN-1','pricingModelId':'%s','scopeType':'client','scopeId':'CLI-1',"
            + "'reason':'agreed','overrideType':'discount','overrideValue':{'percent':5}}")
        .formatted(model);
  }

  private static Map<String, String> as(String user) {
    return Map.of("X-User-Id", user, "X-User-Role", "staff");
  }
}
