package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.Route;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import io.meterhouse.testing.http.HostileInput;
import io.meterhouse.testing.http.HostileInput.Samples;
import io.meterhouse.testing.http.RegisteredRoutes;
import io.meterhouse.testing.http.TenantIsolation;
import io.meterhouse.testing.http.TenantIsolation.Attack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Engines.class)
class BillingCyclesIT {

  private static final String CYCLES = "/api/v1/billing/cycles";
  private static final Map<String, String> ADA = Map.of("X-User-Id", "ada", "X-User-Role", "staff");

  private static RatingService service;
  private static ApiClient client;
  private static Installation installation;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    client = service.client();
    installation = new Installation(service);
    installation.tenant("TEN-1", "Europe/Berlin");
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldCreateAndShowACycleInTheTenantsZone() {
    Answer created = create("TEN-1", "shown", "monthly", "2027-01-31", "");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    JsonNode cycle = created.body();
    assertThat(cycle.path("startDate").asText()).isEqualTo("2027-01-30T23:00:00Z");
    assertThat(cycle.path("endDate").asText()).isEqualTo("2027-02-27T23:00:00Z");
    assertThat(cycle.path("status").asText()).isEqualTo("active");
    assertThat(cycle.path("timeZone").asText()).isEqualTo("Europe/Berlin");
    assertThat(cycle.path("scopeId").asText()).isEqualTo("shown");
    assertThat(cycle.path("scopeType").asText()).isEqualTo("client");
    assertThat(cycle.path("cycleType").asText()).isEqualTo("monthly");
    assertThat(cycle.has("closedAt")).isFalse();
    assertThat(client.get(CYCLES + "/" + created.id() + "?tenantId=TEN-1").body()).isEqualTo(cycle);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "daily     | 2027-03-28                | , 'timeZone':'Europe/Berlin' | 2027-03-27T23:00:00Z | 2027-03-28T22:00:00Z",
        "weekly    | 2027-01-04T00:00:00+05:30 | , 'timeZone':'Asia/Kolkata'  | 2027-01-03T18:30:00Z | 2027-01-10T18:30:00Z",
        "quarterly | 2027-01-01                | , 'timeZone':'UTC'           | 2027-01-01T00:00:00Z | 2027-04-01T00:00:00Z",
        "yearly    | 2028-02-29                | , 'timeZone':'UTC'           | 2028-02-29T00:00:00Z | 2029-02-28T00:00:00Z",
        "monthly   | 2027-01-01                | , 'timeZone':'UTC', 'endDate':'2027-02-01' | 2027-01-01T00:00:00Z | 2027-02-01T00:00:00Z",
        "custom    | 2027-01-01                | , 'timeZone':'UTC', 'endDate':'2037-01-01' | 2027-01-01T00:00:00Z | 2037-01-01T00:00:00Z"
      })
  void shouldEndWhereTheTypeSays(
      String type, String start, String more, String begins, String ends) {
    Answer created = create("TEN-1", "of-" + type + more.length(), type, start, more);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.body().path("startDate").asText()).isEqualTo(begins);
    assertThat(created.body().path("endDate").asText()).isEqualTo(ends);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "monthly | 2027-01-01 | , 'endDate':'2027-01-31' | endDate: 2027-01-30T23:00:00Z (expected: 2027-01-31T23:00:00Z, the end of a monthly cycle",
        "custom  | 2027-01-01 |                          | endDate: missing (a custom cycle needs one)",
        "custom  | 2027-01-01 | , 'endDate':'2027-01-01' | endDate: 2026-12-31T23:00:00Z (expected: after 2026-12-31T23:00:00Z, and at most 10 years later)",
        "custom  | 2027-01-01 | , 'endDate':'2037-01-02' | endDate: 2037-01-01T23:00:00Z (expected: after",
        "daily   | 2027-01-01T00:00:01Z |                | startDate: 2027-01-01T00:00:01Z (expected: a whole minute)",
        "daily   | 2027-01-01T00:00:00  |                | startDate: 2027-01-01T00:00:00 (expected: a timestamp such as",
        "hourly  | 2027-01-01 |                          | cycleType: hourly (expected: one of daily, weekly",
        "daily   | 2027-01-01 | , 'timeZone':'Berlin'    | timeZone: Berlin (expected: an IANA time zone",
        "daily   | 2027-01-01 | , 'timezone':'UTC'       | timezone: unknown field (did you mean timeZone?)",
        "yearly  | 9999-12-30 |                          | startDate: the cycle ends at"
      })
  void shouldRefuseWhatMakesNoCycle(String type, String start, String more, String reason) {
    Answer refused = create("TEN-1", "refused", type, start, more == null ? "" : more);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).startsWith(reason);
  }

  @Test
  void shouldTellEverythingThatIsWrongAtOnce() {
    Answer refused = client.post(CYCLES, "{'tenantId':'TEN-1','scopeType':'global','cycle':1}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault())
        .containsExactlyInAnyOrder("scopeId", "scopeType", "cycleType", "startDate", "cycle");
    assertThat(create("TEN-none", "x", "daily", "2027-01-01", "").status()).isEqualTo(404);
  }

  @Test
  void shouldRefuseAnOverlapOfAnyScopeTypeAndNameTheCycle() {
    String first = create("TEN-1", "over", "monthly", "2027-01-01", "").id();
    Answer refused =
        client.post(
            CYCLES,
            "{'tenantId':'TEN-1','scopeId':'over','scopeType':'agent','cycleType':'daily','startDate':'2027-01-31'}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("ALREADY_EXISTS");
    assertThat(refused.message()).contains(first).contains("client over");
    assertThat(create("TEN-1", "over", "monthly", "2027-02-01", "").status()).isEqualTo(201);
  }

  @Test
  void shouldLetOneOfManyWinWhoWantTheSameTime() throws Exception {
    for (int round = 0; round < 10; round++) {
      String scope = "race-" + round;
      CyclicBarrier together = new CyclicBarrier(8);
      List<Callable<Integer>> attempts =
          IntStream.rangeClosed(1, 8)
              .<Callable<Integer>>mapToObj(
                  day ->
                      () -> {
                        together.await();
                        return create("TEN-1", scope, "monthly", "2027-01-0" + day, "").status();
                      })
              .toList();
      List<Integer> statuses = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Integer> attempt : threads.invokeAll(attempts)) {
          statuses.add(attempt.get());
        }
      }
      assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
    }
  }

  @Test
  void shouldListNewestFirstBySelectionAndPage() {
    installation.tenant("TEN-list", "UTC");
    String one = create("TEN-list", "a", "monthly", "2027-01-01", "").id();
    String two = create("TEN-list", "a", "monthly", "2027-02-01", "").id();
    String other = create("TEN-list", "b", "daily", "2027-01-15", "").id();
    patch("TEN-list", two, "cancelled");

    assertThat(listed("")).containsExactly(two, other, one);
    assertThat(listed("&scopeId=a")).containsExactly(two, one);
    assertThat(listed("&scopeType=client&status=cancelled")).containsExactly(two);
    assertThat(listed("&scopeType=partner")).isEmpty();
    assertThat(listed("&fromDate=2027-01-02&toDate=2027-02-01")).containsExactly(other);
    assertThat(listed("&pageSize=2")).containsExactly(two, other);
    assertThat(listed("&pageSize=2&pageToken=" + other)).containsExactly(one);
    assertThat(client.get(CYCLES + "?tenantId=TEN-list&status=open&pageSize=0").fieldsAtFault())
        .containsExactly("status", "pageSize");
  }

  @Test
  void shouldPriceAnItemNowAndSumUp() {
    installation.tenant("TEN-items", "UTC");
    String cycle = create("TEN-items", "a", "monthly", "2027-01-01", "").id();
    String dollars = model("TEN-items", "'basePrice':'0.125','currency':'USD'");
    Answer empty = client.get(CYCLES + "/" + cycle + "/summary?tenantId=TEN-items");
    assertThat(empty.body().path("total").decimalValue()).isEqualByComparingTo("0");
    assertThat(empty.body().path("currency").isNull()).isTrue();

    Answer added =
        add(
            "TEN-items",
            cycle,
            dollars,
            "'quantity':3,'description':'two sites','metadata':{'order':4711,'exact':0.10}");

    assertThat(added.status()).as(added.text()).isEqualTo(201);
    JsonNode item = added.body();
    assertThat(item.path("billingCycleId").asText()).isEqualTo(cycle);
    assertThat(item.path("itemType").asText()).isEqualTo("setup");
    assertThat(item.path("kind").asText()).isEqualTo("manual");
    assertThat(item.path("meter").isNull()).isTrue();
    assertThat(item.path("preciseAmount").decimalValue()).isEqualByComparingTo("0.375");
    assertThat(item.path("totalAmount").decimalValue()).isEqualByComparingTo("0.38");
    assertThat(item.path("breakdown").get(0).path("subtotal").decimalValue())
        .isEqualByComparingTo("0.375");
    assertThat(item.path("description").asText()).isEqualTo("two sites");
    assertThat(item.path("metadata").path("order").asInt()).isEqualTo(4711);
    assertThat(item.path("version").asInt()).isEqualTo(1);
    JsonNode listed = client.get(CYCLES + "/" + cycle + "/items?tenantId=TEN-items").body().get(0);
    assertThat(listed.path("id")).isEqualTo(item.path("id"));

    add("TEN-items", cycle, dollars, "'quantity':1");
    JsonNode summary = client.get(CYCLES + "/" + cycle + "/summary?tenantId=TEN-items").body();
    assertThat(summary.path("subtotal").decimalValue()).isEqualByComparingTo("0.51");
    assertThat(summary.path("total").decimalValue()).isEqualByComparingTo("0.51");
    assertThat(summary.path("currency").asText()).isEqualTo("USD");
    assertThat(summary.path("itemCount").asInt()).isEqualTo(2);
    assertThat(summary.path("cycle").path("id").asText()).isEqualTo(cycle);

    add("TEN-items", cycle, model("TEN-items", "'basePrice':1,'currency':'EUR'"), "'quantity':1");
    JsonNode mixed = client.get(CYCLES + "/" + cycle + "/summary?tenantId=TEN-items").body();
    assertThat(mixed.path("total").isNull()).isTrue();
    assertThat(mixed.path("currency").isNull()).isTrue();
    assertThat(mixed.path("totals").findValuesAsText("currency")).containsExactly("EUR", "USD");
  }

  @Test
  void shouldRefuseItemsThatDoNotBelongThere() {
    installation.tenant("TEN-refuse", "UTC");
    String cycle = create("TEN-refuse", "a", "monthly", "2027-01-01", "").id();
    String model = model("TEN-refuse", "'basePrice':1,'currency':'USD'");
    Answer otherScope =
        client.post(
            CYCLES + "/" + cycle + "/items",
            "{'tenantId':'TEN-refuse','pricingModelId':'%s','itemType':'x','quantity':1,'scopeType':'client','scopeId':'b'}"
                .formatted(model));
    assertThat(otherScope.status()).isEqualTo(400);
    assertThat(otherScope.message()).startsWith("scopeId: client b (expected: client a");
    Answer nonsense = add("TEN-refuse", cycle, "seven", "'quantity':-1,'metadata':7");
    assertThat(nonsense.status()).isEqualTo(400);
    assertThat(nonsense.fieldsAtFault())
        .containsExactlyInAnyOrder("pricingModelId", "quantity", "metadata");
    assertThat(add("TEN-refuse", cycle, model, "'quantity':1,'metadata':{'n':1e999999}").status())
        .isEqualTo(400);
    assertThat(
            add("TEN-refuse", cycle, "00000000-0000-4000-8000-000000000000", "'quantity':1")
                .status())
        .isEqualTo(404);

    client.delete("/api/v1/pricing/models/" + model + "?tenantId=TEN-refuse");
    Answer inactive = add("TEN-refuse", cycle, model, "'quantity':1");
    assertThat(inactive.status()).isEqualTo(409);
    assertThat(inactive.message()).contains("is not active");
    patch("TEN-refuse", cycle, "cancelled");
    Answer cancelled = add("TEN-refuse", cycle, model, "'quantity':1");
    assertThat(cancelled.status()).isEqualTo(409);
    assertThat(cancelled.message()).contains("is cancelled (expected: an active one");
  }

  @Test
  void shouldTakeOnlySoManyItemsByHand() {
    installation.tenant("TEN-many", "UTC");
    String cycle = create("TEN-many", "a", "monthly", "2027-01-01", "").id();
    String model = model("TEN-many", "'basePrice':1,'currency':'USD'");
    add("TEN-many", cycle, model, "'quantity':1");
    moreItems("TEN-many", 999);
    Answer refused = add("TEN-many", cycle, model, "'quantity':1");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.message()).contains("has 1000 items");
  }

  @Test
  void shouldShowAllItemsOrNone() {
    installation.tenant("TEN-crowd", "UTC");
    String cycle = create("TEN-crowd", "a", "monthly", "2027-01-01", "").id();
    add("TEN-crowd", cycle, model("TEN-crowd", "'basePrice':1,'currency':'USD'"), "'quantity':1");
    String items = CYCLES + "/" + cycle + "/items?tenantId=TEN-crowd";
    String summary = CYCLES + "/" + cycle + "/summary?tenantId=TEN-crowd";
    moreItems("TEN-crowd", 9_999);
    assertThat(client.get(items).body()).hasSize(10_000);
    assertThat(client.get(summary).body().path("itemCount").asInt()).isEqualTo(10_000);

    moreItems("TEN-crowd", 1);

    for (String path : List.of(items, summary)) {
      Answer refused = client.get(path);
      assertThat(refused.status()).as(path).isEqualTo(409);
      assertThat(refused.message())
          .isEqualTo(
              ("billing cycle %s has more than 10000 items (expected: at most so many; pull them from"
                      + " /billing/rated-items)")
                  .formatted(cycle));
    }
  }

  private static void moreItems(String tenant, int count) {
    installation.update(
        "INSERT INTO billing_items (id, tenant_id, billing_cycle_id, scope_type, scope_id, item_type,"
            + " pricing_model_id, pricing_model_version, quantity, unit_price, precise_amount,"
            + " total_amount, currency, breakdown, version, created_at, changed_at, kind)"
            + " SELECT gen_random_uuid(), tenant_id, billing_cycle_id, scope_type, scope_id, item_type,"
            + " pricing_model_id, pricing_model_version, quantity, unit_price, precise_amount,"
            + " total_amount, currency, breakdown, version, created_at, changed_at, kind"
            + " FROM (SELECT * FROM billing_items WHERE tenant_id = ? LIMIT 1) one,"
            + " generate_series(1, CAST(? AS integer))",
        tenant,
        count);
  }

  @Test
  void shouldChangeStatusAsFarAsItIsAllowedAndNoteIt() {
    installation.tenant("TEN-status", "UTC");
    String cycle =
        create("TEN-status", "a", "custom", "2026-01-01", ",'endDate':'2035-12-31'", ADA).id();
    Answer early = patch("TEN-status", cycle, "invoiced");
    assertThat(early.status()).isEqualTo(409);
    assertThat(early.message())
        .contains("is active and cannot become invoiced (expected: closed or cancelled)");
    for (String status : List.of("closed", "invoiced", "overdue", "paid")) {
      Answer changed = patch("TEN-status", cycle, status);
      assertThat(changed.status()).as(changed.text()).isEqualTo(200);
      assertThat(changed.body().path("status").asText()).isEqualTo(status);
      assertThat(changed.body().has("closedAt")).isTrue();
    }
    assertThat(patch("TEN-status", cycle, "cancelled").message())
        .contains("cannot become cancelled (expected: no other status)");
    assertThat(patch("TEN-status", cycle, "active").status()).isEqualTo(400);
    assertThat(
            installation.text(
                "SELECT string_agg(action || ' ' || coalesce(after ->> 'status', ''), ', ' ORDER BY entry_id)"
                    + " FROM audit_log WHERE entity_type = 'billing_cycle' AND tenant_id = 'TEN-status'"))
        .isEqualTo("create active, update closed, update invoiced, update overdue, update paid");
    assertThat(
            installation.text(
                "SELECT created_by || ' ' || created_by_role FROM billing_cycles WHERE tenant_id = 'TEN-status'"))
        .isEqualTo("ada staff");
  }

  @Test
  void shouldCreateOnceForOneIdempotencyKeyAndNoteItemsInTheAudit() {
    installation.tenant("TEN-once", "UTC");
    String cycle = create("TEN-once", "a", "monthly", "2027-01-01", "").id();
    String model = model("TEN-once", "'basePrice':1,'currency':'USD'");
    String body =
        "{'tenantId':'TEN-once','pricingModelId':'%s','itemType':'setup','quantity':1,'scopeType':'client','scopeId':'a'}"
            .formatted(model);
    Map<String, String> key = Map.of("Idempotency-Key", "once-and-no-more");
    Answer first = client.post(CYCLES + "/" + cycle + "/items", body, key);
    assertThat(client.post(CYCLES + "/" + cycle + "/items", body, key).body())
        .isEqualTo(first.body());
    assertThat(
            installation.count("SELECT count(*) FROM billing_items WHERE tenant_id = 'TEN-once'"))
        .isEqualTo(1);
    assertThat(
            installation.text(
                "SELECT entity_id FROM audit_log WHERE entity_type = 'billing_item' AND tenant_id = 'TEN-once'"))
        .isEqualTo(first.id());
  }

  @Test
  void shouldReachNothingOfAnotherTenant() {
    installation.tenant(TenantIsolation.VICTIM, "UTC");
    installation.tenant(TenantIsolation.INTRUDER, "UTC");
    Answer created = create(TenantIsolation.VICTIM, "a", "monthly", "2026-01-01", "");
    String theirs = CYCLES + "/" + created.id();
    String byId = CYCLES + "/{id}";
    String item =
        "{'pricingModelId':'%s','itemType':'x','quantity':1,'scopeType':'client','scopeId':'a'}"
            .formatted(created.id());
    new TenantIsolation(client, Map.of("id", created.id()))
        .check(
            routes(),
            List.of(
                Attack.byId("GET " + byId, theirs, ""),
                Attack.byId("GET " + byId + "/summary", theirs + "/summary", ""),
                Attack.byId("GET " + byId + "/items", theirs + "/items", ""),
                Attack.byId("POST " + byId + "/items", theirs + "/items", item),
                Attack.byId("POST " + byId + "/close", theirs + "/close", "{}"),
                Attack.byId(
                    "PATCH " + byId + "/status", theirs + "/status", "{'status':'cancelled'}")));
    assertThat(client.get(theirs + "?tenantId=TEN-victim").body()).isEqualTo(created.body());
  }

  @Test
  void shouldNeitherFailNorTellOfItsInsideWhateverIsSent() {
    installation.tenant("TEN-hostile", "UTC");
    String cycle = create("TEN-hostile", "a", "monthly", "2027-01-01", "").id();
    String later = create("TEN-hostile", "a", "monthly", "2027-02-01", "").id();
    String closing =
        create("TEN-hostile", "b", "custom", "2026-01-01", ",'endDate':'2035-12-31'").id();
    String cancelling = create("TEN-hostile", "c", "monthly", "2027-01-01", "").id();
    String model = model("TEN-hostile", "'basePrice':1,'currency':'USD'");
    add("TEN-hostile", cycle, model, "'quantity':1");
    String byId = CYCLES + "/{id}";
    Samples samples =
        new Samples()
            .value("tenantId", "TEN-hostile")
            .value("id", cycle)
            .value("scopeId", "a")
            .value("scopeType", "client")
            .value("status", "active")
            .value("fromDate", "2026-01-01")
            .value("toDate", "2028-01-01")
            .value("pageSize", "10")
            .value("pageToken", later)
            .value("POST " + byId + "/close", "id", closing)
            .value("PATCH " + byId + "/status", "id", cancelling)
            .value("X-User-Id", "ada")
            .value("X-User-Role", "partner")
            .json(
                "POST " + CYCLES,
                "{'tenantId':'TEN-hostile','scopeId':'n-{n}','scopeType':'client','cycleType':'custom','startDate':'2027-01-01','endDate':'2027-01-02','timeZone':'UTC'}")
            .json(
                "POST " + byId + "/items",
                "{'tenantId':'TEN-hostile','pricingModelId':'%s','itemType':'setup','quantity':'1.5','scopeType':'client','scopeId':'a','description':'x','metadata':{'a':'b'}}"
                    .formatted(model))
            .json("POST " + byId + "/close", "{'tenantId':'TEN-hostile'}")
            .json("PATCH " + byId + "/status", "{'tenantId':'TEN-hostile','status':'cancelled'}");

    assertThat(new HostileInput(client, samples).check(routes())).isGreaterThan(1_000);
  }

  private static List<Route> routes() {
    return RegisteredRoutes.table(service.instance().routes()).stream()
        .filter(route -> route.path().startsWith(CYCLES))
        // Questions first: what is made of hostile input is called so, and found.
        .sorted(Comparator.comparing(Route::method))
        .toList();
  }

  private static List<String> listed(String selection) {
    Answer answer = client.get(CYCLES + "?tenantId=TEN-list" + selection);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body().valueStream().map(cycle -> cycle.path("id").asText()).toList();
  }

  private static Answer create(
      String tenant, String scope, String type, String start, String more) {
    return create(tenant, scope, type, start, more, Map.of());
  }

  private static Answer create(
      String tenant,
      String scope,
      String type,
      String start,
      String more,
      Map<String, String> headers) {
    return client.post(
        CYCLES,
        "{'tenantId':'%s','scopeId':'%s','scopeType':'client','cycleType':'%s','startDate':'%s'%s}"
            .formatted(tenant, scope, type, start, more),
        headers);
  }

  private static Answer add(String tenant, String cycle, String model, String more) {
    return client.post(
        CYCLES + "/" + cycle + "/items",
        "{'tenantId':'%s','pricingModelId':'%s','itemType':'setup','scopeType':'client','scopeId':'a',%s}"
            .formatted(tenant, model, more));
  }

  private static String model(String tenant, String config) {
    Answer created =
        client.post(
            "/api/v1/pricing/models",
            "{'tenantId':'%s','name':'by hand','modelType':'flat','config':{%s}}"
                .formatted(tenant, config));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.id();
  }

  private static Answer patch(String tenant, String cycle, String status) {
    return client.send(
        "PATCH",
        CYCLES + "/" + cycle + "/status",
        Map.of("Content-Type", "application/json"),
        "{\"tenantId\":\"%s\",\"status\":\"%s\"}"
            .formatted(tenant, status)
            .getBytes(StandardCharsets.UTF_8));
  }
}
