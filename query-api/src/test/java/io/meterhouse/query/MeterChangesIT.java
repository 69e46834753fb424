package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.query.postgres.PostgresMeters;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.MeterBuilds;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jspecify.annotations.Nullable;

@ExtendWith(Engines.class)
class MeterChangesIT {

  private static final String TENANT = "TEN-changes";
  private static final int PARTITIONS = 2;
  private static final String METERS = "/api/v1/meters/";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static QueryService service;

  @BeforeAll
  static void start(EngineAddresses engines) {
    service = QueryService.start(engines, PARTITIONS);
    service.createTenant(TENANT);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldServeTheVersionBeforeUntilTheNextIsBuilt() {
    create("tokens", "");
    built(null, "tokens", 1);
    usage("tokens", 1, "100");
    usage("tokens", 2, "7");

    Answer changed = change("tokens", "'value_property':'$.usage.tokens'");

    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(told(changed.body())).isEqualTo("version 2 serving 1 building");
    assertThat(changed.body().path("value_property").asText()).isEqualTo("$.usage.tokens");
    assertThat(service.get(METERS + "tokens").body()).isEqualTo(changed.body());
    MeterVersions building = catalogued("tokens");
    assertThat(building.newest().version()).isEqualTo(2);
    assertThat(building.asked().version()).isEqualTo(1);
    assertThat(figure("tokens")).isEqualTo("100");

    progress(null, "tokens", 2, 0, 10, 10, true);
    progress(null, "tokens", 2, 1, 5, 2, false);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(told(shown("tokens").path("build")))
                    .isEqualTo("building 12 of 15, 2 misfits"));
    assertThat(figure("tokens")).isEqualTo("100");

    progress(null, "tokens", 2, 1, 5, 5, true);
    awaitBuilt("tokens", "");
    assertThat(told(shown("tokens"))).isEqualTo("version 2 serving 2 built");
    assertThat(told(shown("tokens").path("build"))).isEqualTo("built 15 of 15, 2 misfits");
    assertThat(figure("tokens")).isEqualTo("7");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(catalogued("tokens")).isEqualTo(MeterVersions.of(building.newest())));
  }

  @Test
  void shouldDropTheHalfBuiltVersionWhereTheMeterChangesAgain() {
    create("dropped", "");
    built(null, "dropped", 1);

    change("dropped", "'value_property':'$.a'");
    progress(null, "dropped", 2, 0, 9, 4, false);
    Answer again = change("dropped", "'value_property':'$.b'");

    assertThat(told(again.body())).isEqualTo("version 3 serving 1 building");
    assertThat(told(again.body().path("build"))).isEqualTo("building 0 of 0, 0 misfits");
    assertThat(catalogued("dropped").served()).isNotNull();
    assertThat(catalogued("dropped").asked().version()).isEqualTo(1);
    progress(null, "dropped", 2, 0, 9, 9, true);
    progress(null, "dropped", 2, 1, 0, 0, true);
    built(null, "dropped", 3);
    assertThat(told(shown("dropped"))).isEqualTo("version 3 serving 3 built");
  }

  @Test
  void shouldServeNothingElseWhereTheFirstVersionWasNeverBuilt() {
    create("early", "");

    Answer changed = change("early", "'value_property':'$.a'");

    assertThat(told(changed.body())).isEqualTo("version 2 serving 2 building");
    assertThat(catalogued("early").served()).isNull();
  }

  @Test
  void shouldChangeNothingWhereTheDefinitionSaysTheSame() {
    String definition =
        """
        'event_type':'t','aggregation':'COUNT',
        'filters':[{'property':'$.size','operator':'gte','value':%s}]
        """;
    service.createMeter("{'code':'same'," + definition.formatted("0.10") + "}");

    Answer again =
        service.put(METERS + "same", "{'code':'same'," + definition.formatted("1e-1") + "}");

    assertThat(again.status()).as(again.text()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(shown("same"));
    assertThat(again.body().path("version").intValue()).isEqualTo(1);
    assertThat(audited("same")).containsExactly("create");
  }

  @Test
  void shouldRenameWithoutCountingAnew() {
    create("named", "");
    built(null, "named", 1);

    Answer renamed = change("named", "'name':'Tokens of models','value_property':'$.tokens'");

    assertThat(told(renamed.body())).isEqualTo("version 1 serving 1 built");
    assertThat(renamed.body().path("name").asText()).isEqualTo("Tokens of models");
    assertThat(catalogued("named").newest().name()).isEqualTo("Tokens of models");
    assertThat(audited("named")).containsExactly("update", "create");
  }

  @Test
  void shouldShowTheNameThatTheServedVersionHadWhereTheNextIsRenamed() {
    create("both", "");
    built(null, "both", 1);
    change("both", "'value_property':'$.a'");

    Answer renamed = change("both", "'name':'Both','value_property':'$.a'");

    assertThat(told(renamed.body())).isEqualTo("version 2 serving 1 building");
    assertThat(catalogued("both").newest().name()).isEqualTo("Both");
    assertThat(catalogued("both").asked().name()).isEqualTo("both");
  }

  @Test
  void shouldTellTheAuditLogWhatTheMeterWasBefore() {
    create("logged", "");
    change("logged", "'value_property':'$.a'");

    JsonNode entry =
        service.get("/api/v1/audit-logs?entity_id=logged").body().path("audit_logs").get(0);

    assertThat(entry.path("action").asText()).isEqualTo("update");
    assertThat(entry.at("/before/value_property").asText()).isEqualTo("$.tokens");
    assertThat(entry.at("/after/value_property").asText()).isEqualTo("$.a");
    assertThat(entry.at("/after/version").intValue()).isEqualTo(2);
  }

  @Test
  void shouldLetThePlatformsMeterAnswerUntilTheTenantsOwnIsBuilt() {
    create("covered", "");
    built(null, "covered", 1);
    usage("covered", 1, "100");
    usage("covered", 2, "7");

    create("covered", ",'tenant_id':'" + TENANT + "'");

    String ofTenant = "?tenant_id=" + TENANT;
    assertThat(told(shown("covered" + ofTenant))).isEqualTo("version 2 serving 1 building");
    assertThat(told(shown("covered"))).isEqualTo("version 1 serving 1 built");
    assertThat(figure("covered")).isEqualTo("100");
    MeterVersions versions = catalogued("covered");
    assertThat(versions.newest().tenant()).isEqualTo(new TenantId(TENANT));
    assertThat(versions.asked().tenant()).isNull();
    built(TENANT, "covered", 2);
    assertThat(figure("covered")).isEqualTo("7");
    assertThat(told(shown("covered"))).isEqualTo("version 1 serving 1 built");
  }

  @Test
  void shouldHaveRatedAgainWhatTheMeterPricesOnceItsNextVersionIsServed() {
    for (String tenant : List.of("TEN-pays", "TEN-own-meter", "TEN-pays-not")) {
      service.createTenant(tenant);
    }
    create("priced", "");
    built(null, "priced", 1);
    create("priced", ",'tenant_id':'TEN-own-meter'");
    priced("TEN-pays", "priced");
    priced("TEN-own-meter", "priced");
    priced("TEN-pays-not", "another");
    change("priced", "'value_property':'$.a'");
    assertThat(ratingRequests("priced")).isEmpty();

    built(null, "priced", 3);
    assertThat(ratingRequests("priced")).containsExactly("TEN-pays from version 3");
    built("TEN-own-meter", "priced", 2);
    assertThat(ratingRequests("priced"))
        .containsExactly("TEN-pays from version 3", "TEN-own-meter from version 2");
  }

  @Test
  void shouldTellEachPartitionThatHasBegun() {
    create("parted", "");
    progress(null, "parted", 1, 1, 8, 3, false);

    Answer answer = service.get(METERS + "parted/build");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.body().path("version").intValue()).isEqualTo(1);
    assertThat(answer.body().path("partitions")).hasSize(1);
    JsonNode partition = answer.body().at("/partitions/0");
    assertThat(partition.path("partition").intValue()).isEqualTo(1);
    assertThat(told(partition)).isEqualTo("building 3 of 8, 2 misfits");
    assertThat(service.get(METERS + "unheard/build").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'code':'other'                       | 400 | code",
        "'window_size':'WEEK'                 | 400 | window_size",
        "'filter':[]                          | 400 | filter",
        "'source':'snapshots'                 | 400 | event_type value_property",
        "'tenant_id':'TEN-nobody'             | 404 | tenant_id",
        "'tenant_id':'TEN-changes'            | 404 | ",
      })
  void shouldRefuseAChangeThatCannotBe(String more, int status, String fields) {
    if (service.get(METERS + "kept").status() == 404) {
      create("kept", "");
    }

    Answer refused = change("kept", more + ",'value_property':'$.x'");

    assertThat(refused.status()).as(refused.text()).isEqualTo(status);
    assertThat(refused.fieldsAtFault())
        .containsExactlyInAnyOrder(fields == null ? new String[0] : fields.strip().split(" "));
    assertThat(shown("kept").path("version").intValue()).isEqualTo(1);
    assertThat(catalogued("kept").newest().version()).isEqualTo(1);
  }

  @Test
  void shouldRefuseToCountSnapshotsInsteadOfEvents() {
    create("events", "");

    Answer refused = service.put(METERS + "events", "{'aggregation':'MAX','source':'snapshots'}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.code()).isEqualTo("FAILED_PRECONDITION");
    assertThat(refused.fieldsAtFault()).containsExactly("source");
    assertThat(shown("events").path("version").intValue()).isEqualTo(1);
  }

  @Test
  void shouldAnswer404ForAMeterThatIsNotThere() {
    assertThat(change("unheard", "'value_property':'$.x'").status()).isEqualTo(404);
  }

  @Test
  void shouldNotTakeBackThatAVersionIsBuiltNorTouchAnother() {
    create("steady", "");
    built(null, "steady", 1);
    Meter first = catalogued("steady").newest();
    PostgresMeters other = new PostgresMeters(service.database());

    other.progressed(first, new BuildProgress(false, 3, 1, 0), QueryService.NOW);
    assertThat(told(shown("steady"))).isEqualTo("version 1 serving 1 built");

    change("steady", "'value_property':'$.a'");
    other.progressed(first, new BuildProgress(true, 3, 3, 0), QueryService.NOW);
    assertThat(told(shown("steady"))).isEqualTo("version 2 serving 1 building");
  }

  private static void priced(String tenant, String meter) {
    service
        .database()
        .useHandle(
            handle ->
                handle.execute(
                    """
                    INSERT INTO pricing_models (id, tenant_id, name, model_type, config, usage_metric,
                                                created_by, created_by_role, version, created_at, updated_at)
                    VALUES (gen_random_uuid(), ?, 'p', 'FLAT', '{}', ?, 'x', 'x', 1, now(), now())
                    """,
                    tenant,
                    meter));
  }

  private static List<String> ratingRequests(String meter) {
    return service
        .database()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT tenant_id || ' from version ' || meter_version"
                            + " FROM rating_requests WHERE meter = :meter ORDER BY id")
                    .bind("meter", meter)
                    .mapTo(String.class)
                    .list());
  }

  private static void create(String code, String more) {
    service.createMeter(
        "{'code':'%s','event_type':'t','aggregation':'SUM','value_property':'$.tokens'%s}"
            .formatted(code, more));
  }

  private static Answer change(String code, String more) {
    return service.put(METERS + code, "{'event_type':'t','aggregation':'SUM'," + more + "}");
  }

  private static JsonNode shown(String codeAndQuery) {
    Answer answer = service.get(METERS + codeAndQuery);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  private static MeterVersions catalogued(String code) {
    return service.catalogue().versions(new TenantId(TENANT), code).orElseThrow();
  }

  private static List<String> audited(String code) {
    return service
        .get("/api/v1/audit-logs?entity_id=" + code)
        .body()
        .path("audit_logs")
        .findValuesAsText("action");
  }

  /** What the recompute workers of all partitions write in the end. */
  private static void built(@Nullable String tenant, String code, int version) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      progress(tenant, code, version, partition, 0, 0, true);
    }
    awaitBuilt(code, tenant == null ? "" : "?tenant_id=" + tenant);
  }

  private static void awaitBuilt(String code, String query) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(shown(code + query).at("/build/state").asText()).isEqualTo("built"));
  }

  private static void progress(
      @Nullable String tenant,
      String code,
      int version,
      int partition,
      long events,
      long folded,
      boolean done) {
    new MeterBuilds(service.store())
        .write(
            List.of(
                new MeterBuildRow(
                    tenant == null ? null : new TenantId(tenant),
                    code,
                    version,
                    partition,
                    0,
                    events,
                    folded,
                    events == 0 || partition == 0 ? 0 : 2,
                    done,
                    Instant.ofEpochMilli(folded))));
  }

  /** A minute's sum of that version. */
  private static void usage(String code, int version, String sum) {
    Window window = new Window(Instant.parse("2026-11-20T10:00:00Z"), WindowSize.MINUTE);
    new AggregateWriter(service.store())
        .write(
            List.of(
                new AggregateRow(
                    TENANT,
                    code,
                    version,
                    "",
                    new TreeMap<>(),
                    null,
                    window,
                    0,
                    Aggregate.empty().plus(new BigDecimal(sum), window.start(), "ing-1"),
                    window.start(),
                    1)));
  }

  private static String figure(String code) {
    return new UsageRoute(service)
        .query(code, "tenant_id=" + TENANT + StoredRows.DAY)
        .at("/rows/0/value")
        .asText();
  }

  private static String told(JsonNode meterOrBuild) {
    return meterOrBuild.has("folded")
        ? "%s %s of %s, %s misfits"
            .formatted(
                meterOrBuild.path("state").asText(),
                meterOrBuild.path("folded"),
                meterOrBuild.path("events"),
                meterOrBuild.path("misfits"))
        : "version %s serving %s %s"
            .formatted(
                meterOrBuild.path("version"),
                meterOrBuild.path("serving_version"),
                meterOrBuild.at("/build/state").asText());
  }
}
