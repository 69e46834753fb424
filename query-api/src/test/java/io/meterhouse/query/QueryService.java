package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.access.token.SigningKey;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.postgres.ChangeConfig;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import io.meterhouse.testing.ServiceUnderTest;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.testing.http.ApiClient;
import io.meterhouse.usagestore.UsageStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/** A query service on the shared engines, and what the stages before it would have written. */
final class QueryService implements AutoCloseable {

  /** What the service's clock says. */
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

  static final int MAX_SHARDS = 64;

  /** Short: some tests see it run out. */
  private static final Duration VOID_PATIENCE = Duration.ofSeconds(1);

  private static final SigningKey SIGNING_KEY =
      SigningKey.parse(SigningKey.generatePem(new SecureRandom()));

  private final Workspace workspace;
  private final ServiceUnderTest service;
  private final UsageStore store;

  private QueryService(Workspace workspace) {
    this.workspace = workspace;
    InstantSource clock = InstantSource.fixed(NOW);
    this.service = ServiceUnderTest.start(() -> QueryModule.create(config(), clock), clock);
    this.store = workspace.openStore();
  }

  static QueryService start(EngineAddresses engines) {
    return start(engines, 1);
  }

  /** With topics of that many partitions. */
  static QueryService start(EngineAddresses engines, int partitions) {
    return new QueryService(Workspace.on(engines, "query", partitions));
  }

  QueryConfig config() {
    return new QueryConfig(
        workspace.postgres(),
        workspace.kafka(),
        workspace.clickHouse(),
        workspace.startup(),
        new QueryLimits(200, 10_000, MAX_SHARDS, VOID_PATIENCE),
        ChangeConfig.DEFAULT,
        new TokenIssuerConfig(
            SIGNING_KEY,
            "https://meterhouse.example",
            "meterhouse",
            "tenant_id",
            Duration.ofMinutes(15)));
  }

  UsageStore store() {
    return store;
  }

  Jdbi database() {
    return workspace.database();
  }

  List<RouteGroup> routes() {
    return service.routes();
  }

  String address() {
    return service.address();
  }

  ApiClient client() {
    return service.client();
  }

  Answer get(String pathAndQuery) {
    return service.client().get(pathAndQuery);
  }

  /** Posts JSON that is written with single quotes. */
  Answer post(String path, String singleQuoted) {
    return service.client().post(path, singleQuoted);
  }

  /** Puts JSON that is written with single quotes. */
  Answer put(String path, String singleQuoted) {
    return service.client().put(path, singleQuoted);
  }

  /** The catalogue as another stage reads it, from the topic alone. */
  MeterCatalog catalogue() {
    return fromCatalogue(CatalogFollower::current);
  }

  /** As {@link #catalogue()}. */
  Sharding sharding() {
    return fromCatalogue(CatalogFollower::sharding);
  }

  private <T> T fromCatalogue(Function<CatalogFollower, T> reader) {
    try (CatalogFollower follower =
        new CatalogFollower(workspace.kafka(), InstantSource.system())) {
      follower.start();
      follower.awaitLoaded(Duration.ofSeconds(20));
      return reader.apply(follower);
    }
  }

  void createTenant(String id) {
    create("/api/v1/tenants", "{'tenant_id':'%1$s','tenant_name':'%1$s'}".formatted(id));
  }

  void createMeter(String singleQuoted) {
    create("/api/v1/meters", singleQuoted);
  }

  private void create(String path, String singleQuoted) {
    Answer created = post(path, singleQuoted);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
  }

  @Override
  public void close() {
    store.close();
    service.close();
  }
}
