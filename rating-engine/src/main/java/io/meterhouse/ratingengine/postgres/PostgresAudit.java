package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.ratingengine.audit.AuditedLedger;
import io.meterhouse.ratingengine.audit.LedgerSnapshot;
import io.meterhouse.ratingengine.audit.ModelVersion;
import io.meterhouse.ratingengine.billing.BillingItem;
import io.meterhouse.ratingengine.billing.ItemKind;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.outage.UnansweredException;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import io.meterhouse.usagestore.AcceptedSlice;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL has, for an audit. Of all it does, asking for rating alone changes anything. */
public final class PostgresAudit implements AuditedLedger {

  private static final String CHANGED =
      """
      SELECT i.id AS item_id, coalesce(i.meter, '') AS meter, c.*, t.time_zone AS tenant_zone
        FROM billing_items i
        JOIN billing_cycles c ON c.id = i.billing_cycle_id
        JOIN tenants t ON t.tenant_id = i.tenant_id
       WHERE i.changed_at >= :from AND i.changed_at < :to
         AND (CAST(:tenant AS text) IS NULL OR i.tenant_id = :tenant)
         AND (CAST(:after AS uuid) IS NULL OR i.id > CAST(:after AS uuid))
       ORDER BY i.id
       LIMIT :limit
      """;

  /** What a model prices may change, so it is what any of its versions priced. */
  private static final String REPRICED =
      """
      SELECT DISTINCT m.tenant_id, v.config ->> 'usageMetric' AS meter
        FROM pricing_models m
        JOIN pricing_model_versions v ON v.pricing_model_id = m.id
       WHERE v.config ->> 'usageMetric' IS NOT NULL
         AND (CAST(:tenant AS text) IS NULL OR m.tenant_id = :tenant)
         AND EXISTS (SELECT 1 FROM pricing_model_versions changed
                      WHERE changed.pricing_model_id = m.id
                        AND changed.recorded_at >= :from AND changed.recorded_at < :to)
      """;

  private static final String REQUESTED =
      """
      SELECT DISTINCT tenant_id, meter FROM rating_requests
       WHERE tenant_id = ANY (:tenants) AND meter = ANY (:meters) AND finished_at IS NULL
      """;

  private static final String MODELS =
      """
      SELECT m.id, m.model_type, v.version, CAST(v.config AS text) AS config
        FROM pricing_model_versions v
        JOIN pricing_models m ON m.id = v.pricing_model_id
       WHERE (v.pricing_model_id, v.version) IN (
             SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:versions AS integer[])))
      """;

  private final Jdbi jdbi;
  private final InstantSource clock;
  private final PriceSource prices;

  /** As {@link PostgresLedger}. */
  public PostgresAudit(Jdbi jdbi, InstantSource clock, DeploymentType deployment) {
    this.jdbi = jdbi;
    this.clock = clock;
    this.prices = PriceSource.of(deployment);
  }

  @Override
  public List<Changed> changed(AcceptedSlice period, @Nullable UUID after, int limit) {
    return ask(
        handle ->
            handle
                .createQuery(CHANGED)
                .bind("from", Rows.utc(period.from()))
                .bind("to", Rows.utc(period.to()))
                .bind("tenant", tenant(period))
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Changed(Rows.uuid(row, "item_id"), cell(row)))
                .list());
  }

  @Override
  public Set<PriceKey> repriced(AcceptedSlice period) {
    return ask(
        handle ->
            handle
                .createQuery(REPRICED)
                .bind("from", Rows.utc(period.from()))
                .bind("to", Rows.utc(period.to()))
                .bind("tenant", tenant(period))
                .map((row, context) -> key(row))
                .set());
  }

  /** Of a transaction that holds the cycles it sees what nobody else can change meanwhile. */
  @Override
  public LedgerSnapshot look(Collection<UsageCell> cells) {
    return ask(
        handle ->
            handle.isInTransaction()
                ? look(handle, cells)
                : handle.inTransaction(
                    TransactionIsolationLevel.REPEATABLE_READ, inside -> look(inside, cells)));
  }

  @Override
  public void request(Collection<PriceKey> keys, String reason) {
    ask(
        handle ->
            handle.inTransaction(
                inside -> {
                  for (PriceKey key : keys) {
                    inside
                        .createUpdate(
                            "INSERT INTO rating_requests (tenant_id, meter, reason, requested_at)"
                                + " VALUES (:tenant, :meter, :reason, :at)")
                        .bind("tenant", key.tenant().value())
                        .bind("meter", key.meter())
                        .bind("reason", reason)
                        .bind("at", Rows.utc(clock.instant()))
                        .execute();
                  }
                  return keys.size();
                }));
  }

  @Override
  public Set<PriceKey> requested(Collection<PriceKey> keys) {
    return ask(handle -> requested(handle, keys));
  }

  /** Id of the last announcement of an item that waits for Kafka; 0: none does. */
  public long newestAnnouncement() {
    return announcement("max");
  }

  /** Of the first one. */
  public long oldestAnnouncement() {
    return announcement("min");
  }

  private long announcement(String which) {
    return ask(
        handle ->
            handle
                .createQuery(
                    "SELECT coalesce(" + which + "(id), 0) FROM outbox WHERE topic = :topic")
                .bind("topic", Topic.BILLING_RATED.suffix())
                .mapTo(Long.class)
                .one());
  }

  private LedgerSnapshot look(Handle handle, Collection<UsageCell> cells) {
    Set<PriceKey> keys = cells.stream().map(cell -> cell.key().price()).collect(Collectors.toSet());
    Map<CycleKey, BillingCycle> cycles =
        CycleQueries.named(
            handle, cells.stream().map(UsageCell::cycle).collect(Collectors.toSet()));
    Map<UsageCell, List<LedgerSnapshot.Item>> items = new HashMap<>();
    Map<UsageCell, LedgerSnapshot.Unreadable> unreadable = new HashMap<>();
    read(handle, cells, cycles, items, unreadable);
    Set<ModelVersion> versions =
        items.values().stream()
            .flatMap(List::stream)
            .map(LedgerSnapshot.Item::item)
            .map(item -> new ModelVersion(item.modelId(), item.modelVersion()))
            .collect(Collectors.toSet());
    return new LedgerSnapshot(
        cycles,
        PriceBooks.prices(handle, cells, prices),
        requested(handle, keys),
        items,
        models(handle, versions),
        unreadable,
        closed(handle, cells, cycles),
        SealedCycles.broken(handle, cycles.values()));
  }

  /** Only of cycles whose figures were fixed: of others nobody can say with which prices. */
  private Map<UsageCell, LedgerSnapshot.Closed> closed(
      Handle handle, Collection<UsageCell> cells, Map<CycleKey, BillingCycle> cycles) {
    Map<UsageCell, Instant> knownAt = new HashMap<>();
    Map<UUID, BillingCycle> fixed = new HashMap<>();
    for (UsageCell cell : cells) {
      BillingCycle cycle = cycles.get(cell.cycle());
      if (cycle != null && cycle.status().isBilled() && cycle.closedAt() != null) {
        fixed.put(cycle.id(), cycle);
        knownAt.put(cell, cycle.pricesKnownAt());
      }
    }
    Map<UsageCell, LedgerSnapshot.Closed> found = new HashMap<>();
    if (knownAt.isEmpty()) {
      return found;
    }
    Map<UsageCell, PriceTimeline> then = PriceBooks.pricesAsKnown(handle, knownAt, prices);
    Map<Place, List<BillingItem>> adjustments = new HashMap<>();
    for (BillingItem item :
        new PostgresTransaction(handle, prices, () -> {}).adjustmentsOf(fixed.values())) {
      if (item.kind() instanceof ItemKind.Adjustment of) {
        adjustments
            .computeIfAbsent(
                new Place(of.cycle(), item.usage().meter()), place -> new ArrayList<>())
            .add(item);
      }
    }
    knownAt
        .keySet()
        .forEach(
            cell -> {
              BillingCycle cycle = cycles.get(cell.cycle());
              if (cycle != null) {
                Place place = new Place(cycle.id(), cell.key().meter());
                found.put(
                    cell,
                    new LedgerSnapshot.Closed(
                        then.get(cell), adjustments.getOrDefault(place, List.of())));
              }
            });
    return found;
  }

  private record Place(UUID cycle, String meter) {}

  private static void read(
      Handle handle,
      Collection<UsageCell> cells,
      Map<CycleKey, BillingCycle> cycles,
      Map<UsageCell, List<LedgerSnapshot.Item>> items,
      Map<UsageCell, LedgerSnapshot.Unreadable> unreadable) {
    Map<Place, UsageCell> places = new HashMap<>();
    for (UsageCell cell : cells) {
      BillingCycle cycle = cycles.get(cell.cycle());
      if (cycle != null) {
        places.put(new Place(cycle.id(), cell.key().meter()), cell);
      }
    }
    handle
        .createQuery(
            "SELECT "
                + ItemRows.COLUMNS
                + " WHERE billing_cycle_id = ANY (:cycles) AND coalesce(meter, '') = ANY (:meters)")
        .bind("cycles", places.keySet().stream().map(Place::cycle).distinct().toArray(UUID[]::new))
        .bind(
            "meters", places.keySet().stream().map(Place::meter).distinct().toArray(String[]::new))
        .map(
            (row, context) -> {
              UsageCell cell =
                  places.get(
                      new Place(
                          Rows.uuid(row, "billing_cycle_id"),
                          Objects.requireNonNullElse(row.getString("meter"), "")));
              if (cell != null) {
                read(row, cell, items, unreadable);
              }
              return Boolean.TRUE;
            })
        .list();
  }

  private static void read(
      ResultSet row,
      UsageCell cell,
      Map<UsageCell, List<LedgerSnapshot.Item>> items,
      Map<UsageCell, LedgerSnapshot.Unreadable> unreadable)
      throws SQLException {
    try {
      BillingItem item = ItemRows.read(row);
      items
          .computeIfAbsent(cell, none -> new ArrayList<>())
          .add(new LedgerSnapshot.Item(item, RatedItems.copy(item)));
    } catch (IllegalArgumentException e) {
      // One row that somebody wrote by hand must not hide the others.
      unreadable.put(cell, new LedgerSnapshot.Unreadable(Rows.uuid(row, "id"), e.toString()));
    }
  }

  private static Set<PriceKey> requested(Handle handle, Collection<PriceKey> keys) {
    Set<PriceKey> wanted = new HashSet<>(keys);
    return handle
        .createQuery(REQUESTED)
        .bind("tenants", keys.stream().map(key -> key.tenant().value()).toArray(String[]::new))
        .bind("meters", keys.stream().map(PriceKey::meter).toArray(String[]::new))
        .map((row, context) -> key(row))
        .filter(wanted::contains)
        .collect(Collectors.toSet());
  }

  private Map<ModelVersion, PricingModel> models(Handle handle, Collection<ModelVersion> versions) {
    Map<ModelVersion, PricingModel> models = new HashMap<>();
    handle
        .createQuery(MODELS)
        .bind(
            "ids", versions.stream().map(each -> each.modelId().toString()).toArray(String[]::new))
        .bind("versions", versions.stream().map(ModelVersion::version).toArray(Integer[]::new))
        .map(
            (row, context) ->
                Map.entry(
                    new ModelVersion(Rows.uuid(row, "id"), row.getInt("version")), model(row)))
        .forEach(entry -> models.put(entry.getKey(), entry.getValue()));
    return models;
  }

  private PricingModel model(ResultSet row) throws SQLException {
    return prices
        .configs()
        .of(
            Rows.uuid(row, "id"),
            row.getInt("version"),
            PriceBooks.modelType(row.getString("model_type")),
            row.getString("config"))
        .draft()
        .check();
  }

  private static UsageCell cell(ResultSet row) throws SQLException {
    return PostgresLedger.cell(key(row), row);
  }

  private static PriceKey key(ResultSet row) throws SQLException {
    return new PriceKey(TenantId.of(row.getString("tenant_id")), row.getString("meter"));
  }

  private static @Nullable String tenant(AcceptedSlice period) {
    TenantId tenant = period.tenant();
    return tenant == null ? null : tenant.value();
  }

  private <T> T ask(Function<Handle, T> question) {
    try {
      return jdbi.withHandle(question::apply);
    } catch (JdbiException e) {
      throw new UnansweredException("PostgreSQL did not answer: " + e.getMessage(), e);
    }
  }
}
