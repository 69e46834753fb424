package io.meterhouse.query.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.MeterDefinition;
import io.meterhouse.query.MeterView;
import io.meterhouse.query.Meters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Meters in the table of that name, announced to the catalogue through the outbox. */
public final class PostgresMeters implements Meters {

  // Two versions of a code are never alike, also not a platform's and a tenant's: aggregates are
  // stored by tenant, code and version, and would otherwise be taken for each other.
  private static final String NEXT_VERSION =
      "SELECT coalesce(max(version), 0) + 1 FROM meters WHERE code = :code";

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresMeters(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public Meter create(MeterDefinition definition, Instant now) {
    // The catalogue carries milliseconds; what is answered is what every stage will see.
    Instant createdAt = now.truncatedTo(ChronoUnit.MILLIS);
    return jdbi.inTransaction(
        handle -> {
          lock(handle, definition.code());
          refuseUnknownTenant(handle, definition.tenant());
          refuseTaken(handle, definition);
          Meter created = definition.toMeter(nextVersion(handle, definition), createdAt);
          insert(handle, created);
          Outbox.add(
              handle,
              Topic.CATALOG,
              CatalogKey.of(created).bytes(),
              MeterCodec.toEntry(created).toByteArray());
          return created;
        });
  }

  @Override
  public Optional<Meter> find(@Nullable TenantId tenant, String code) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM meters
                     WHERE code = :code AND (tenant_id = :tenant OR tenant_id IS NULL)
                     ORDER BY tenant_id NULLS LAST
                     LIMIT 1
                    """)
                .bind("code", code)
                .bind("tenant", tenant == null ? null : tenant.value())
                .map((row, context) -> meter(row))
                .findOne());
  }

  @Override
  public List<Meter> list(@Nullable TenantId tenant, @Nullable String after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT DISTINCT ON (code) * FROM meters
                     WHERE code > :after AND (tenant_id = :tenant OR tenant_id IS NULL)
                     ORDER BY code, tenant_id NULLS LAST
                     LIMIT :limit
                    """)
                .bind("after", after == null ? "" : after)
                .bind("tenant", tenant == null ? null : tenant.value())
                .bind("limit", limit)
                .map((row, context) -> meter(row))
                .list());
  }

  private static void lock(Handle handle, String code) {
    handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('meter ' || ?, 0))", code);
  }

  private static void refuseUnknownTenant(Handle handle, @Nullable TenantId tenant) {
    if (tenant != null
        && handle
            .createQuery("SELECT 1 FROM tenants WHERE tenant_id = :id")
            .bind("id", tenant.value())
            .mapTo(Integer.class)
            .findOne()
            .isEmpty()) {
      String reason = "there is no tenant " + tenant;
      throw ApiException.notFound("tenant_id: " + reason, new Detail("tenant_id", reason));
    }
  }

  private static void refuseTaken(Handle handle, MeterDefinition definition) {
    TenantId tenant = definition.tenant();
    if (handle
        .createQuery(
            "SELECT 1 FROM meters WHERE code = :code AND tenant_id IS NOT DISTINCT FROM :tenant")
        .bind("code", definition.code())
        .bind("tenant", tenant == null ? null : tenant.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent()) {
      String reason =
          "%s has a meter '%s' already"
              .formatted(tenant == null ? "the platform" : tenant, definition.code());
      throw ApiException.alreadyExists("code: " + reason, new Detail("code", reason));
    }
  }

  private static int nextVersion(Handle handle, MeterDefinition definition) {
    return handle
        .createQuery(NEXT_VERSION)
        .bind("code", definition.code())
        .mapTo(Integer.class)
        .one();
  }

  private static void insert(Handle handle, Meter meter) {
    TenantId tenant = meter.tenant();
    handle
        .createUpdate(
            "INSERT INTO meters (tenant_id, code, version, definition, created_at)"
                + " VALUES (:tenant, :code, :version, CAST(:definition AS jsonb), :at)")
        .bind("tenant", tenant == null ? null : tenant.value())
        .bind("code", meter.code())
        .bind("version", meter.version())
        .bind("definition", definition(meter))
        .bind("at", meter.createdAt().atOffset(ZoneOffset.UTC))
        .execute();
  }

  /** What {@link MeterDefinition#read} reads; version and time have columns of their own. */
  private static String definition(Meter meter) {
    try {
      ObjectNode shown = Json.snakeCase().valueToTree(MeterView.of(meter));
      shown.remove(List.of("version", "created_at"));
      return Json.snakeCase().writeValueAsString(shown);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Meter meter(ResultSet row) throws SQLException {
    try {
      byte[] definition = row.getString("definition").getBytes(StandardCharsets.UTF_8);
      return MeterDefinition.read(JsonBody.parse(definition, Caller.SELF))
          .toMeter(
              row.getInt("version"), row.getObject("created_at", OffsetDateTime.class).toInstant());
    } catch (ApiException e) {
      throw new IllegalStateException(
          "the stored meter %s cannot be read: %s".formatted(row.getString("code"), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
