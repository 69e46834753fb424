package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.access.Actor;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.Installation.Usage;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.billing.CycleClosing;
import io.meterhouse.ratingengine.billing.CycleSeal;
import io.meterhouse.ratingengine.billing.Rater;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.postgres.PostgresLedger;
import io.meterhouse.ratingengine.postgres.PostgresModels;
import io.meterhouse.ratingengine.pricing.ModelChange;
import io.meterhouse.ratingengine.pricing.StoredModel;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a close fixes, and what becomes of usage that comes after it. */
@ExtendWith(Engines.class)
class ClosingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String CYCLES = "/api/v1/billing/cycles";
  private static YearMonth month;
  private static Instant thisMonth;
  private static Instant lastMonth;
  private static Instant monthBefore;

  private static RatingService service;
  private static ApiClient client;
  private static Installation installation;
  private static Jdbi database;

  @BeforeAll
  static void start(EngineAddresses engines) {
    month = YearMonth.now(ZoneOffset.UTC);
    thisMonth = start(month);
    lastMonth = start(month.minusMonths(1));
    monthBefore = start(month.minusMonths(2));
    service = RatingService.start(engines);
    client = service.client();
    installation = new Installation(service);
    installation.settle(thisMonth);
    database = service.workspace().database();
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldWaitForTheWatermarkAndSayHowFarItIs() {
    installation.tenant("TEN-wait", "UTC");
    Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
    Answer cycle =
        client.post(
            CYCLES,
            "{'tenantId':'TEN-wait','scopeId':'a','scopeType':'client','cycleType':'custom','startDate':'%s','endDate':'%s'}"
                .formatted(minute.minusSeconds(120), minute.minusSeconds(60)));
    Answer refused = close("TEN-wait", cycle.id());
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.message()).contains("usage is there up to " + thisMonth);
    assertThat(cycle("TEN-wait", cycle.id()).path("status").asText()).isEqualTo("active");

    Answer future =
        client.post(
            CYCLES,
            "{'tenantId':'TEN-wait','scopeId':'b','scopeType':'client','cycleType':'daily','startDate':'2099-01-01'}");
    assertThat(close("TEN-wait", future.id()).message()).contains("cancel it instead");
  }

  @Test
  void shouldFixTheFiguresAndAdjustWhatComesLaterInTheOpenCycle() {
    Meter tokens = meterWithPrice("TEN-late", "tokens_late", "0.125");
    Usage first = new Usage("TEN-late", "x", tokens, at(lastMonth, 1), "1", 1);
    installation.use(first);
    awaitItems("TEN-late", "usage " + lastMonth + " 1 0.125 0.13 v1 USD");
    String last = cycleAt("TEN-late", "x", lastMonth);
    String model =
        installation.text(
            "SELECT CAST(id AS text) FROM pricing_models WHERE tenant_id = 'TEN-late'");
    addItem("TEN-late", last, model);
    // What nobody has told rating of is closed with the rest.
    installation.sinkAlone(first.nowHolding("2"));

    Answer closed = close("TEN-late", last);

    assertThat(closed.status()).as(closed.text()).isEqualTo(200);
    assertThat(closed.body().path("status").asText()).isEqualTo("closed");
    assertThat(closed.body().path("watermark").asText()).isEqualTo(thisMonth.toString());
    assertThat(closed.body().has("closedAt")).isTrue();
    List<String> fixed =
        List.of(
            "manual " + lastMonth + " 4 0.5 0.50 v1 USD",
            "usage " + lastMonth + " 2 0.25 0.25 v2 USD");
    awaitItems("TEN-late", fixed.toArray(String[]::new));
    assertThat(sealOf(last)).isEqualTo(sealNow("TEN-late", lastMonth));
    assertThat(cycle("TEN-late", cycleAt("TEN-late", "x", thisMonth)).path("status").asText())
        .isEqualTo("active");
    assertThat(close("TEN-late", last).status()).isEqualTo(409);

    installation.use(new Usage("TEN-late", "x", tokens, at(lastMonth, 1), "3", 3));
    awaitItems("TEN-late", with(fixed, "adjustment " + thisMonth + " 1 0.125 0.13 v1 USD"));
    assertThat(patch("TEN-late", last, "invoiced").status()).isEqualTo(200);
    price("TEN-late", model, "tokens_late", "7");
    installation.use(new Usage("TEN-late", "x", tokens, at(lastMonth, 2), "1", 7));
    awaitItems("TEN-late", with(fixed, "adjustment " + thisMonth + " 2 0.25 0.25 v2 USD"));

    // Nothing is left of what came late, and less is than was billed.
    installation.use(new Usage("TEN-late", "x", tokens, at(lastMonth, 2), "-1", 8));
    awaitItems("TEN-late", with(fixed, "adjustment " + thisMonth + " 0 0 0.00 v3 USD"));
    installation.use(new Usage("TEN-late", "x", tokens, at(lastMonth, 2), "-2", 9));
    awaitItems("TEN-late", with(fixed, "adjustment " + thisMonth + " -1 -0.125 -0.12 v4 USD"));
    assertThat(sealOf(last)).isEqualTo(sealNow("TEN-late", lastMonth));
    JsonNode adjustment =
        client
            .get(CYCLES + "/" + cycleAt("TEN-late", "x", thisMonth) + "/items?tenantId=TEN-late")
            .body()
            .get(0);
    assertThat(adjustment.path("adjustsCycleId").asText()).isEqualTo(last);
    assertThat(adjustment.path("meter").asText()).isEqualTo("tokens_late");
    assertThat(adjustment.path("breakdown").get(0).path("subtotal").decimalValue())
        .isEqualByComparingTo("-0.125");

    // What the cancelled one would have charged is charged in the next.
    assertThat(patch("TEN-late", cycleAt("TEN-late", "x", thisMonth), "cancelled").status())
        .isEqualTo(200);
    awaitItems(
        "TEN-late",
        with(
            with(fixed, "adjustment " + thisMonth + " -1 -0.125 -0.12 v4 USD"),
            "adjustment " + start(month.plusMonths(1)) + " -1 -0.125 -0.12 v1 USD"));
  }

  @Test
  void shouldOpenNoActiveCycleBeforeWhatIsFinal() {
    Meter tokens = meterWithPrice("TEN-final", "tokens_final", "1");
    installation.use(new Usage("TEN-final", "x", tokens, at(monthBefore, 1), "5", 1));
    awaitItems("TEN-final", "usage " + monthBefore + " 5 5 5.00 v1 USD");
    // As long as nothing was closed, what is older opens a cycle like any other.
    installation.use(new Usage("TEN-final", "w", tokens, start(month.minusMonths(3)), "2", 1));
    awaitItems(
        "TEN-final",
        "usage " + monthBefore + " 5 5 5.00 v1 USD",
        "usage " + start(month.minusMonths(3)) + " 2 2 2.00 v1 USD");
    close("TEN-final", cycleAt("TEN-final", "w", start(month.minusMonths(3))));
    patch("TEN-final", cycleAt("TEN-final", "w", monthBefore), "cancelled");
    close("TEN-final", cycleAt("TEN-final", "x", monthBefore));

    installation.use(new Usage("TEN-final", "y", tokens, at(monthBefore, 3), "7", 1));

    awaitItems(
        "TEN-final",
        "adjustment " + thisMonth + " 7 7 7.00 v1 USD",
        "usage " + monthBefore + " 5 5 5.00 v1 USD",
        "usage " + start(month.minusMonths(3)) + " 2 2 2.00 v1 USD");
    String early = cycleAt("TEN-final", "y", monthBefore);
    assertThat(cycle("TEN-final", early).path("status").asText()).isEqualTo("closed");
    assertThat(sealOf(early)).isEqualTo(CycleSeal.of(List.of()));
  }

  /** Each step in turn fails; what is left is closed again and comes to the same. */
  @Test
  void shouldComeToTheSameWhereverACloseDies() {
    meterWithPrice("TEN-crash", "tokens_crash", "0.125");
    TenantId tenant = TenantId.of("TEN-crash");
    UUID id = UUID.fromString("00000000-0000-4000-8000-000000000006");
    FakeUsage usage = new FakeUsage();
    UsageKey key = new UsageKey(tenant, "a", "tokens_crash");
    PostgresLedger ledger = new PostgresLedger(database, () -> {}, DeploymentType.SHARED_SAAS);

    begin(id);
    usage.quantities.put(key, BigDecimal.TEN);
    closing(ledger, usage).close(tenant, id);
    String undisturbed = rows();
    assertThat(undisturbed).contains("1.25", "active");

    int dead = 0;
    for (boolean done = false; !done; dead++) {
      begin(id);
      String before = rows();
      FailingLedger failing = new FailingLedger(ledger, dead);
      CycleClosing dying = closing(failing, usage);
      done = failing.survives(() -> dying.close(tenant, id));
      if (!done) {
        assertThat(rows()).as("after step %d died", dead).isEqualTo(before);
        closing(ledger, usage).close(tenant, id);
      }
      assertThat(rows()).as("after step %d", dead).isEqualTo(undisturbed);
    }
    // The locks, the meters, two looks at the items, prices, saving, the seal, around, opening.
    assertThat(dead).isGreaterThan(8);
    assertThatThrownBy(() -> closing(ledger, usage).close(tenant, id))
        .hasMessageContaining("is closed and cannot become closed");
  }

  /** A server's clock may be wrong, and whoever asked first may be served last. */
  @Test
  void shouldNotKnowAPriceThatIsWrittenAfterTheCloseWhateverClocksSay() {
    Meter tokens = meterWithPrice("TEN-clock", "tokens_clock", "0.5");
    installation.use(new Usage("TEN-clock", "x", tokens, at(lastMonth, 1), "1", 1));
    awaitItems("TEN-clock", "usage " + lastMonth + " 1 0.5 0.50 v1 USD");
    String last = cycleAt("TEN-clock", "x", lastMonth);
    Instant asked = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    assertThat(close("TEN-clock", last).status()).isEqualTo(200);

    StoredModel changed = retired("TEN-clock", asked.minusSeconds(600));

    Instant closedAt = Instant.parse(cycle("TEN-clock", last).path("closedAt").asText());
    assertThat(changed.updatedAt()).isAfter(closedAt);
    installation.use(new Usage("TEN-clock", "x", tokens, at(lastMonth, 2), "2", 2));
    awaitItems(
        "TEN-clock",
        "adjustment " + thisMonth + " 2 1 1.00 v1 USD",
        "usage " + lastMonth + " 1 0.5 0.50 v1 USD");
  }

  @Test
  void shouldLetNobodyWritePricesWhileACycleIsClosed() throws InterruptedException {
    meterWithPrice("TEN-lock", "tokens_lock", "0.5");
    TenantId tenant = TenantId.of("TEN-lock");
    PostgresLedger ledger = new PostgresLedger(database, () -> {}, DeploymentType.SHARED_SAAS);
    List<StoredModel> written = new CopyOnWriteArrayList<>();
    List<Instant> closed = new ArrayList<>();
    List<Thread> writers = new ArrayList<>();

    ledger.inTransaction(
        transaction -> {
          Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
          closed.add(transaction.lockPrices(tenant, now));
          writers.add(Thread.startVirtualThread(() -> written.add(retired("TEN-lock", now))));
          soon().untilAsserted(() -> assertThat(waitingForPrices()).isEqualTo("1"));
          assertThat(written).isEmpty();
        });

    writers.getFirst().join();
    assertThat(written.getFirst().updatedAt()).isAfter(closed.getFirst());
  }

  private static String waitingForPrices() {
    return installation.text(
        "SELECT CAST(count(*) AS text) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND wait_event_type = 'Lock' AND query LIKE '%hashtextextended(''pricing ''%'");
  }

  /** Takes the tenant's model out of force for all time, as somebody who asks at that time. */
  private static StoredModel retired(String tenant, Instant asked) {
    String model =
        "SELECT CAST(id AS text) FROM pricing_models WHERE tenant_id = '%s'".formatted(tenant);
    return new PostgresModels(database)
        .update(
            TenantId.of(tenant),
            UUID.fromString(installation.text(model)),
            new Actor("late", "tenant_admin"),
            asked,
            present -> new ModelChange(null, null, null, false, Instant.EPOCH));
  }

  private static CycleClosing closing(BillingLedger ledger, FakeUsage usage) {
    InstantSource noon = InstantSource.fixed(Facts.NOON);
    return new CycleClosing(
        ledger, new Rater(ledger, usage, noon), () -> Optional.of(Facts.NOON), noon);
  }

  private static void begin(UUID id) {
    installation.update("DELETE FROM billing_items WHERE tenant_id = 'TEN-crash'");
    installation.update("DELETE FROM billing_cycles WHERE tenant_id = 'TEN-crash'");
    installation.update("DELETE FROM price_clocks WHERE tenant_id = 'TEN-crash'");
    installation.update(
        "INSERT INTO billing_cycles (id, tenant_id, scope_type, scope_id, cycle_type, anchor_date,"
            + " time_zone, start_date, end_date, status, created_at, updated_at) VALUES (?,"
            + " 'TEN-crash', 'client', 'a', 'monthly', '2026-10-01Z', 'UTC', '2026-10-01Z',"
            + " '2026-11-01Z', 'active', '2026-10-01Z', '2026-10-01Z')",
        id);
  }

  private static String rows() {
    return installation.text(
        "SELECT (SELECT string_agg(CAST(to_jsonb(c) AS text), ',' ORDER BY start_date) FROM"
            + " billing_cycles c WHERE tenant_id = 'TEN-crash') || coalesce((SELECT"
            + " string_agg(CAST(to_jsonb(i) - 'changed_in' AS text), ',' ORDER BY id) FROM"
            + " billing_items i WHERE tenant_id = 'TEN-crash'), '')");
  }

  private static void addItem(String tenant, String cycle, String model) {
    Answer added =
        client.post(
            CYCLES + "/" + cycle + "/items",
            "{'tenantId':'%s','pricingModelId':'%s','itemType':'setup','scopeType':'client','scopeId':'x','quantity':4}"
                .formatted(tenant, model));
    assertThat(added.status()).as(added.text()).isEqualTo(201);
  }

  private static void price(String tenant, String model, String meter, String price) {
    Answer changed =
        client.put(
            "/api/v1/pricing/models/" + model,
            "{'tenantId':'%s','effectiveFrom':'2026-01-01T00:00:00Z',"
                .concat("'config':{'basePrice':%s,'currency':'USD','usageMetric':'%s'}}")
                .formatted(tenant, price, meter));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
  }

  private static CycleSeal sealOf(String cycle) {
    return database.withHandle(
        handle ->
            CycleSeal.stored(
                handle
                    .createQuery("SELECT seal FROM billing_cycles WHERE id = CAST(:id AS uuid)")
                    .bind("id", cycle)
                    .mapTo(byte[].class)
                    .one()));
  }

  private static CycleSeal sealNow(String tenant, Instant start) {
    PostgresLedger ledger = new PostgresLedger(database, () -> {}, DeploymentType.SHARED_SAAS);
    CycleOwner owner = new CycleOwner(TenantId.of(tenant), "x");
    BillingCycle cycle =
        ledger.cyclesAround(List.of(new OwnerSpan(owner, start, start))).getFirst();
    List<BillingItem> items = new ArrayList<>();
    ledger.inTransaction(transaction -> items.addAll(transaction.items(List.of(cycle))));
    return CycleSeal.of(items);
  }

  private static String cycleAt(String tenant, String scope, Instant start) {
    return installation.text(
        "SELECT coalesce(max(CAST(id AS text)), 'none') FROM billing_cycles WHERE tenant_id = '%s' AND scope_id = '%s' AND start_date = '%s'"
            .formatted(tenant, scope, start));
  }

  private static JsonNode cycle(String tenant, String id) {
    return client.get(CYCLES + "/" + id + "?tenantId=" + tenant).body();
  }

  private static Answer close(String tenant, String cycle) {
    return client.post(
        CYCLES + "/" + cycle + "/close", "{'tenantId':'%s'}".formatted(tenant), Map.of());
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

  private static Meter meterWithPrice(String tenant, String code, String price) {
    installation.tenant(tenant, "UTC");
    Meter meter = installation.meter(code);
    Answer created =
        client.post(
            "/api/v1/pricing/models",
            """
            {'tenantId':'%s','name':'per unit','modelType':'usage_based',
             'config':{'basePrice':%s,'currency':'USD','usageMetric':'%s'}}
            """
                .formatted(tenant, price, code));
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    service.assign(tenant, created.id());
    return meter;
  }

  private static String[] with(List<String> items, String more) {
    return Stream.concat(Stream.of(more), items.stream()).sorted().toArray(String[]::new);
  }

  private static String[] with(String[] items, String more) {
    return with(List.of(items), more);
  }

  private static void awaitItems(String tenant, String... expected) {
    soon().untilAsserted(() -> assertThat(items(tenant)).containsExactlyInAnyOrder(expected));
  }

  private static List<String> items(String tenant) {
    return database.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT i.kind || ' ' || to_char(c.start_date AT TIME ZONE 'UTC',
                                                    'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                           || ' ' || i.quantity || ' ' || i.precise_amount || ' ' || i.total_amount
                           || ' v' || i.version || ' ' || i.currency
                      FROM billing_items i JOIN billing_cycles c ON c.id = i.billing_cycle_id
                     WHERE i.tenant_id = :tenant
                    """)
                .bind("tenant", tenant)
                .mapTo(String.class)
                .stream()
                .sorted()
                .toList());
  }

  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50)).atMost(PATIENCE);
  }

  private static Instant at(Instant start, int minutes) {
    return start.plus(minutes, ChronoUnit.MINUTES);
  }

  private static Instant start(YearMonth month) {
    return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
