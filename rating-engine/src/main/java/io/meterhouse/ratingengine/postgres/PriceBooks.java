package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.inforce.ModelHistory;
import io.meterhouse.rating.inforce.PriceBook;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.rating.inforce.PriceTimelines;
import io.meterhouse.rating.scope.Customer;
import io.meterhouse.rating.scope.DeploymentType;
import io.meterhouse.rating.scope.PricingScope;
import io.meterhouse.rating.scope.ScopeType;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads of what tenants have written about prices the part that concerns some customers, past and
 * future: in five statements, however many there are.
 */
final class PriceBooks {

  /** Those of everybody, those that name the customers, and what stands above these. */
  private static final String SCOPES =
      """
      WITH RECURSIVE own AS (
          SELECT s.* FROM pricing_scopes s
           WHERE s.tenant_id = ANY (:tenants) AND s.scope_id IS NULL
          UNION
          SELECT s.* FROM pricing_scopes s
            JOIN unnest(:customerTenants, :customers) AS c (tenant_id, scope_id)
              ON s.tenant_id = c.tenant_id AND s.scope_id = c.scope_id
          UNION
          SELECT parent.* FROM pricing_scopes parent JOIN own ON parent.id = own.parent_scope_id)
      SELECT * FROM own
      """;

  private static final String VERSIONS =
      """
      SELECT v.pricing_model_id, v.version, v.is_active, v.effective_from, v.recorded_at,
             m.model_type, CAST(v.config AS text) AS config
        FROM pricing_model_versions v
        JOIN pricing_models m ON m.id = v.pricing_model_id
       WHERE v.pricing_model_id = ANY (:models)
      """;

  private final Handle handle;
  private final ParsedConfigs configs;

  private PriceBooks(Handle handle, ParsedConfigs configs) {
    this.handle = handle;
    this.configs = configs;
  }

  /** The prices of those cells that have one at some time of their period. */
  static Map<UsageCell, PriceTimeline> prices(
      Handle handle, Collection<UsageCell> cells, PriceSource source) {
    Map<TenantId, PriceBook> books = books(handle, cells, source);
    return timelines(cells, source, (cell, book) -> book, books);
  }

  /** As {@link #prices}, of each cell as they were known at a time. */
  static Map<UsageCell, PriceTimeline> pricesAsKnown(
      Handle handle, Map<UsageCell, Instant> knownAt, PriceSource source) {
    return timelines(
        knownAt.keySet(),
        source,
        (cell, book) -> book.asKnownAt(Objects.requireNonNull(knownAt.get(cell))),
        books(handle, knownAt.keySet(), source));
  }

  private static Map<TenantId, PriceBook> books(
      Handle handle, Collection<UsageCell> cells, PriceSource source) {
    return new PriceBooks(handle, source.configs())
        .of(cells.stream().map(Whom::of).collect(Collectors.toSet()));
  }

  private static Map<UsageCell, PriceTimeline> timelines(
      Collection<UsageCell> cells,
      PriceSource source,
      BiFunction<UsageCell, PriceBook, PriceBook> known,
      Map<TenantId, PriceBook> books) {
    Map<UsageCell, PriceTimeline> prices = new HashMap<>();
    for (UsageCell cell : cells) {
      PriceBook book = books.getOrDefault(cell.key().tenant(), PriceBook.EMPTY);
      PriceTimeline timeline =
          PriceTimelines.of(
              known.apply(cell, book),
              Customer.ofUsage(cell.key().subject(), source.deployment()),
              cell.key().meter(),
              cell.period());
      if (timeline.isPriced()) {
        prices.put(cell, timeline);
      }
    }
    return prices;
  }

  /** Everything of the tenant that has a price, or had one. */
  static List<PriceKey> priced(Handle handle, TenantId tenant) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT v.config ->> 'usageMetric'
              FROM pricing_model_versions v JOIN pricing_models m ON m.id = v.pricing_model_id
             WHERE m.tenant_id = :tenant AND v.config ->> 'usageMetric' IS NOT NULL
            """)
        .bind("tenant", tenant.value())
        .mapTo(String.class)
        .map(meter -> new PriceKey(tenant, meter))
        .list();
  }

  /** Everything about that model, and the scopes that may be the customer's. */
  static PriceBook ofModel(
      Handle handle, TenantId tenant, UUID modelId, String subject, ParsedConfigs configs) {
    requireModel(handle, tenant, modelId);
    PriceBooks reader = new PriceBooks(handle, configs);
    List<PricingScope> scopes =
        reader.scopes(List.of(new Whom(tenant, subject))).getOrDefault(tenant, List.of());
    Set<UUID> models = new LinkedHashSet<>(List.of(modelId));
    scopes.forEach(scope -> models.add(scope.modelId()));
    return new PriceBook(
        scopes,
        reader.histories(models),
        RuleRows.timed(handle, List.of(modelId)),
        OverrideRows.timed(handle, modelId));
  }

  private static void requireModel(Handle handle, TenantId tenant, UUID modelId) {
    boolean exists =
        handle
            .createQuery(
                "SELECT EXISTS (SELECT 1 FROM pricing_models WHERE id = :id AND tenant_id = :tenant)")
            .bind("id", modelId)
            .bind("tenant", tenant.value())
            .mapTo(Boolean.class)
            .one();
    if (!exists) {
      throw PricingModels.noSuchModel(tenant, modelId);
    }
  }

  /** A customer of a tenant; an empty one is the tenant as a whole. */
  record Whom(TenantId tenant, String subject) {

    static Whom of(UsageCell cell) {
      return new Whom(cell.key().tenant(), cell.key().subject());
    }
  }

  private Map<TenantId, PriceBook> of(Collection<Whom> customers) {
    Map<TenantId, List<PricingScope>> scopes = scopes(customers);
    Set<UUID> models = new LinkedHashSet<>();
    scopes.values().forEach(all -> all.forEach(scope -> models.add(scope.modelId())));
    Map<UUID, ModelHistory> histories = histories(models);
    Map<TenantId, PriceBook> books = new HashMap<>();
    List<PriceBook.TimedRule> rules = RuleRows.timed(handle, models);
    List<PriceBook.TimedOverride> overrides =
        OverrideRows.timed(handle, models, places(customers, scopes));
    scopes.forEach(
        (tenant, own) -> {
          Set<UUID> priced = own.stream().map(PricingScope::modelId).collect(Collectors.toSet());
          books.put(
              tenant,
              new PriceBook(
                  own,
                  of(priced, histories),
                  rules.stream().filter(rule -> priced.contains(rule.modelId())).toList(),
                  overrides.stream().filter(one -> priced.contains(one.modelId())).toList()));
        });
    return books;
  }

  private static Map<UUID, ModelHistory> of(Set<UUID> models, Map<UUID, ModelHistory> histories) {
    // Only what is asked for is looked at: a batch has the models of many tenants.
    Map<UUID, ModelHistory> own = new HashMap<>();
    for (UUID model : models) {
      ModelHistory history = histories.get(model);
      if (history != null) {
        own.put(model, history);
      }
    }
    return own;
  }

  /** Whom an override may be for to concern one of the customers. */
  private static Set<String> places(
      Collection<Whom> customers, Map<TenantId, List<PricingScope>> scopes) {
    Set<String> places = customers.stream().map(Whom::subject).collect(Collectors.toSet());
    scopes.values().stream()
        .flatMap(List::stream)
        .map(PricingScope::member)
        .forEach(
            member -> {
              if (member != null) {
                places.add(member);
              }
            });
    return places;
  }

  private Map<TenantId, List<PricingScope>> scopes(Collection<Whom> customers) {
    Map<TenantId, List<PricingScope>> scopes = new HashMap<>();
    handle
        .createQuery(SCOPES)
        .bind(
            "tenants",
            texts(customers.stream().map(whom -> whom.tenant().value()).distinct().toList()))
        .bind(
            "customerTenants",
            texts(customers.stream().map(whom -> whom.tenant().value()).toList()))
        .bind("customers", texts(customers.stream().map(Whom::subject).toList()))
        .map((row, context) -> Map.entry(TenantId.of(row.getString("tenant_id")), scope(row)))
        .forEach(
            entry ->
                scopes
                    .computeIfAbsent(entry.getKey(), tenant -> new ArrayList<>())
                    .add(entry.getValue()));
    return scopes;
  }

  private Map<UUID, ModelHistory> histories(Collection<UUID> models) {
    Map<UUID, List<ModelHistory.Version>> versions = new HashMap<>();
    handle
        .createQuery(VERSIONS)
        .bind("models", models.toArray(UUID[]::new))
        .map((row, context) -> Map.entry(Rows.uuid(row, "pricing_model_id"), version(row)))
        .forEach(
            entry ->
                versions
                    .computeIfAbsent(entry.getKey(), model -> new ArrayList<>())
                    .add(entry.getValue()));
    Map<UUID, ModelHistory> histories = new HashMap<>();
    versions.forEach((model, all) -> histories.put(model, new ModelHistory(model, all)));
    return histories;
  }

  private ModelHistory.Version version(ResultSet row) throws SQLException {
    ModelConfig config =
        configs.of(
            Rows.uuid(row, "pricing_model_id"),
            row.getInt("version"),
            modelType(row.getString("model_type")),
            row.getString("config"));
    return new ModelHistory.Version(
        row.getInt("version"),
        Rows.optionalInstant(row, "effective_from"),
        Rows.instant(row, "recorded_at"),
        row.getBoolean("is_active"),
        config.usageMetric(),
        config.draft());
  }

  private static PricingScope scope(ResultSet row) throws SQLException {
    return new PricingScope(
        Rows.uuid(row, "id"),
        Rows.uuid(row, "pricing_model_id"),
        Rows.named("scope type", row.getString("scope_type"), ScopeType::ofWireName),
        row.getString("scope_id"),
        deployment(row.getString("deployment_type")),
        row.getBoolean("is_override"),
        row.getObject("parent_scope_id", UUID.class),
        Rows.lifespan(row).effectiveTime());
  }

  private static @Nullable DeploymentType deployment(@Nullable String name) {
    return name == null ? null : Rows.named("deployment type", name, DeploymentType::ofWireName);
  }

  static ModelType modelType(String name) {
    return Rows.named("model type", name, ModelType::ofWireName);
  }

  private static String[] texts(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }
}
