package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Meter;
import io.meterhouse.ratingengine.Installation.Usage;
import io.meterhouse.testing.http.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class RatingIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static RatingService service;
  private static Installation installation;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = RatingService.start(engines);
    installation = new Installation(service);
  }

  @AfterAll
  static void stop() {
    installation.close();
    service.close();
  }

  @Test
  void shouldRateUsageIntoOneItemASubjectAndMonthOnTheTenantsClocks() {
    Meter tokens = meterWithPrice("TEN-a", "Europe/Berlin", "tokens_a", "0.5");
    installation.use(new Usage("TEN-a", "x", tokens, NOON, "10", 1));
    installation.use(new Usage("TEN-a", "x", tokens, NOON.plusSeconds(60), "5.5", 2));
    installation.use(new Usage("TEN-a", "", tokens, NOON, "7", 3));
    installation.use(
        new Usage("TEN-a", "x", tokens, Instant.parse("2026-10-31T23:00:00Z"), "1", 4));
    installation.use(
        new Usage("TEN-a", "x", tokens, Instant.parse("2026-10-31T22:59:00Z"), "2", 5));

    awaitTotals(
        "TEN-a",
        "client x 2026-09-30T22:00 tokens_a 2 = 1.00 USD",
        "client x 2026-10-31T23:00 tokens_a 16.5 = 8.25 USD",
        "global TEN-a 2026-10-31T23:00 tokens_a 7 = 3.50 USD");
  }

  @Test
  void shouldWaitUntilClickHouseHasWhatTheLogAnnounced() {
    Meter tokens = meterWithPrice("TEN-b", "UTC", "tokens_b", "1");
    Usage unsunk = new Usage("TEN-b", "x", tokens, NOON, "10", 1);
    Usage marker = new Usage("TEN-b", "marker", tokens, NOON, "1", 2);

    RecordMetadata announced = installation.announce(unsunk, 0);
    installation.sink(marker, installation.announce(marker, 1));
    // What came with the marker was looked at as well, and is put off.
    awaitItems("TEN-b", "client marker 2026-11-01T00:00 tokens_b 1 = 1.00 USD v1");

    installation.sink(unsunk, announced);
    awaitItems(
        "TEN-b",
        "client marker 2026-11-01T00:00 tokens_b 1 = 1.00 USD v1",
        "client x 2026-11-01T00:00 tokens_b 10 = 10.00 USD v1");
  }

  @Test
  void shouldGiveNoNewVersionForAReplayButOneForAChange() {
    Meter tokens = meterWithPrice("TEN-c", "UTC", "tokens_c", "1");
    Usage usage = new Usage("TEN-c", "x", tokens, NOON, "10", 1);
    installation.use(usage);
    awaitItems("TEN-c", "client x 2026-11-01T00:00 tokens_c 10 = 10.00 USD v1");

    installation.use(usage);
    installation.use(usage);
    Usage marker = new Usage("TEN-c", "marker", tokens, NOON, "1", 1);
    installation.use(marker);
    awaitItems(
        "TEN-c",
        "client marker 2026-11-01T00:00 tokens_c 1 = 1.00 USD v1",
        "client x 2026-11-01T00:00 tokens_c 10 = 10.00 USD v1");

    installation.use(usage.nowHolding("12"));
    awaitItems(
        "TEN-c",
        "client marker 2026-11-01T00:00 tokens_c 1 = 1.00 USD v1",
        "client x 2026-11-01T00:00 tokens_c 12 = 12.00 USD v2");
  }

  @Test
  void shouldRateAgainWhenAPriceComesChangesAndGoes() {
    installation.tenant("TEN-d", "UTC");
    Meter tokens = installation.meter("tokens_d");
    installation.use(new Usage("TEN-d", "x", tokens, NOON, "10", 1));
    installation.use(
        new Usage("TEN-d", "x", tokens, Instant.parse("2026-09-05T00:00:00Z"), "4", 2));

    String id = createPrice("TEN-d", "tokens_d", "1");
    awaitItems(
        "TEN-d",
        "client x 2026-09-01T00:00 tokens_d 4 = 4.00 USD v1",
        "client x 2026-11-01T00:00 tokens_d 10 = 10.00 USD v1");

    installation.update(
        "UPDATE billing_cycles SET status = 'closed' WHERE tenant_id = 'TEN-d'"
            + " AND start_date < '2026-10-01Z'");
    service
        .client()
        .put(
            "/api/v1/pricing/models/" + id,
            "{'tenantId':'TEN-d','effectiveFrom':'2026-11-01T00:00:00Z',"
                + "'config':{'basePrice':0.25,'currency':'EUR','usageMetric':'tokens_d'}}");
    awaitItems(
        "TEN-d",
        "client x 2026-09-01T00:00 tokens_d 4 = 4.00 USD v1",
        "client x 2026-11-01T00:00 tokens_d 10 = 2.50 EUR v2");

    service
        .client()
        .put(
            "/api/v1/pricing/models/" + id,
            "{'tenantId':'TEN-d','effectiveFrom':'2026-11-01T00:00:00Z','isActive':false}");
    awaitItems(
        "TEN-d",
        "client x 2026-09-01T00:00 tokens_d 4 = 4.00 USD v1",
        "client x 2026-11-01T00:00 tokens_d 10 = 0.00 EUR v3");
  }

  @Test
  void shouldRateAgainOnceANewVersionOfTheMeterIsAskedFor() {
    Meter first = meterWithPrice("TEN-v", "UTC", "tokens_v", "1");
    installation.use(new Usage("TEN-v", "x", first, NOON, "10", 1));
    Meter second = installation.nextVersion(first, first);
    installation.use(new Usage("TEN-v", "x", second, NOON, "7", 1));
    awaitItems("TEN-v", "client x 2026-11-01T00:00 tokens_v 10 = 10.00 USD v1");

    installation.update(
        "INSERT INTO rating_requests (tenant_id, meter, meter_version, reason, requested_at)"
            + " VALUES ('TEN-v', 'tokens_v', 2, 'a test', now())");
    // Usage of another tenant is rated meanwhile, and the request is kept.
    Meter other = meterWithPrice("TEN-w", "UTC", "tokens_w", "1");
    installation.use(new Usage("TEN-w", "x", other, NOON, "1", 1));
    awaitItems("TEN-w", "client x 2026-11-01T00:00 tokens_w 1 = 1.00 USD v1");
    assertThat(installation.items("TEN-v"))
        .containsExactly("client x 2026-11-01T00:00 tokens_v 10 = 10.00 USD v1");

    installation.nextVersion(first, null);
    awaitItems("TEN-v", "client x 2026-11-01T00:00 tokens_v 7 = 7.00 USD v2");
  }

  @Test
  void shouldKeepUsageOfATenantThatIsCreatedLaterAndPassOverWhatItCannotRead() {
    Meter tokens = installation.meter("tokens_e");
    installation.garbage();
    installation.use(new Usage("TEN-e", "x", tokens, NOON, "3", 1));
    installation.use(new Usage("not a tenant", "x", tokens, NOON, "3", 1));
    installation.garbage();

    installation.tenant("TEN-e", "UTC");
    createPrice("TEN-e", "tokens_e", "2");
    awaitItems("TEN-e", "client x 2026-11-01T00:00 tokens_e 3 = 6.00 USD v1");
  }

  @Test
  void shouldShareTheWorkAndGoOnWhereAStoppedInstanceLeftOff() {
    Meter tokens = meterWithPrice("TEN-f", "UTC", "tokens_f", "1");
    List<String> expected = new ArrayList<>();
    RunningService another = service.instance().startAnother();
    try (another) {
      for (int i = 10; i < 40; i++) {
        installation.use(new Usage("TEN-f", "s" + i, tokens, NOON, "1", 1));
        if (i == 25) {
          service.instance().stop();
        }
        expected.add("client s" + i + " 2026-11-01T00:00 tokens_f 1 = 1.00 USD v1");
      }
      service.instance().startAgain();
      awaitItems("TEN-f", expected.toArray(String[]::new));
    }
    soon()
        .untilAsserted(
            () -> assertThat(installation.count("SELECT count(*) FROM outbox")).isZero());
  }

  private static Meter meterWithPrice(String tenant, String zone, String code, String price) {
    installation.tenant(tenant, zone);
    Meter meter = installation.meter(code);
    createPrice(tenant, code, price);
    return meter;
  }

  private static String createPrice(String tenant, String meter, String price) {
    Answer created =
        service
            .client()
            .post(
                "/api/v1/pricing/models",
                """
            {'tenantId':'%s','name':'per unit','modelType':'usage_based',
             'config':{'basePrice':%s,'currency':'USD','usageMetric':'%s'}}
            """
                    .formatted(tenant, price, meter));
    assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
    service.assign(tenant, created.id());
    return created.id();
  }

  /** Asks at once, and often. */
  private static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(50)).atMost(PATIENCE);
  }

  /** The items without their versions: how often they changed on the way is open. */
  private static void awaitTotals(String tenant, String... expected) {
    soon()
        .untilAsserted(
            () ->
                assertThat(installation.items(tenant))
                    .extracting(item -> item.replaceFirst(" v\\d+$", ""))
                    .containsExactly(expected));
  }

  private static void awaitItems(String tenant, String... expected) {
    soon().untilAsserted(() -> assertThat(installation.items(tenant)).containsExactly(expected));
  }
}
