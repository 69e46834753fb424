package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.lifecycle.BackgroundLoop;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.audit.RatingAudit;
import io.meterhouse.ratingengine.audit.RatingAuditReport;
import io.meterhouse.ratingengine.audit.RatingRepair;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.RatedItemReader;
import io.meterhouse.usagestore.RatedItemRow;
import io.meterhouse.usagestore.RatedItemWriter;
import io.meterhouse.usagestore.UsageStore;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** A rating engine that works, the stages around it, and the audit of its items beside it. */
final class AuditedService implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(8);

  private final RatingService service;
  private final Installation installation;
  private final UsageStore store;
  private final BackgroundLoop sink;
  private final RatingAuditModule module;

  private AuditedService(EngineAddresses engines) {
    this.service = RatingService.start(engines);
    this.installation = new Installation(service);
    Workspace workspace = service.workspace();
    this.store = workspace.openStore();
    this.sink = ItemSink.start(workspace);
    this.module =
        RatingAuditModule.open(
            new RatingAuditModule.Engines(
                workspace.kafka(),
                workspace.postgres(),
                workspace.clickHouse(),
                DeploymentType.SHARED_SAAS),
            workspace.startup(),
            InstantSource.system());
  }

  static AuditedService start(EngineAddresses engines) {
    return new AuditedService(engines);
  }

  RatingService service() {
    return service;
  }

  Installation installation() {
    return installation;
  }

  RatingAudit audit() {
    return module.audit();
  }

  RatingAuditReport audit(String tenant, Instant from, Instant to) {
    return module.audit().run(new AcceptedSlice(from, to, TenantId.of(tenant)), () -> false);
  }

  RatingRepair.Outcome repair(RatingAuditReport found) {
    return module.repair().run(found);
  }

  /** Of the tenant alone, at that price a unit. */
  Meter meterWithPrice(String tenant, String code, String price) {
    installation.tenant(tenant, "UTC");
    Meter meter = installation.meter(code);
    Answer created =
        service
            .client()
            .post(
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

  /** The price was asked to be rated as well, which may come after the items are there. */
  void awaitRated(String tenant, int items) {
    await().atMost(PATIENCE).until(() -> installation.items(tenant).size() == items);
    awaitRequests();
  }

  /** Until everything is rated again that somebody asked for. */
  void awaitRequests() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                installation.count("SELECT count(*) FROM rating_requests WHERE finished_at IS NULL")
                    == 0);
  }

  /** ClickHouse has a cent more in that item's row. */
  void falsifyCopy(String tenant, String item) {
    RatedItemRow row =
        new RatedItemReader(store).read(List.of(TenantId.of(tenant)), List.of(item)).getFirst();
    new RatedItemWriter(store)
        .write(
            List.of(
                new RatedItemRow(
                    row.tenantId(),
                    row.id(),
                    row.scopeType(),
                    row.scopeId(),
                    row.billingCycleId(),
                    row.meter(),
                    row.pricingModelId(),
                    row.pricingModelVersion(),
                    row.quantity(),
                    row.unitPrice(),
                    row.preciseAmount(),
                    row.totalAmount().add(new BigDecimal("0.01")),
                    row.currency(),
                    row.breakdownJson(),
                    row.version(),
                    row.changedAt(),
                    row.origin())));
  }

  /** ClickHouse has no row of that item any more. */
  void dropCopy(String item) throws IOException, InterruptedException {
    ClickHouseConfig clickHouse = service.workspace().clickHouse();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(clickHouse.url() + "/?database=" + clickHouse.database()))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "ALTER TABLE rated_items DELETE WHERE id = '%s' SETTINGS mutations_sync = 2"
                        .formatted(item)))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
  }

  @Override
  public void close() {
    module.close();
    sink.close();
    store.close();
    installation.close();
    service.close();
  }
}
