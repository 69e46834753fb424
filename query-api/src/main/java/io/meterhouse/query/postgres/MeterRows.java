package io.meterhouse.query.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.BuildProgress;
import io.meterhouse.query.MeterDefinition;
import io.meterhouse.query.MeterState;
import io.meterhouse.query.MeterView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The tables meters and meter_versions. */
final class MeterRows {

  /** Ends where a condition follows; of {@code meters m} and the version that is served. */
  static final String COLUMNS =
      """
      m.*, s.definition AS served_definition, s.created_at AS served_created_at
        FROM meters m
        LEFT JOIN meter_versions s ON s.code = m.code AND s.version = m.served_version
      """;

  private MeterRows() {}

  /** Held until the transaction ends by whoever writes meters of that code. */
  static void lock(Handle handle, String code) {
    handle.execute("SELECT pg_advisory_xact_lock(hashtextextended('meter ' || ?, 0))", code);
  }

  // Two versions of a code are never alike, also not a platform's and a tenant's: aggregates are
  // stored by tenant, code and version, and would otherwise be taken for each other.
  static int nextVersion(Handle handle, String code) {
    return handle
        .createQuery("SELECT coalesce(max(version), 0) + 1 FROM meter_versions WHERE code = :code")
        .bind("code", code)
        .mapTo(Integer.class)
        .one();
  }

  static void insert(Handle handle, MeterVersions versions) {
    insertVersion(handle, versions.newest());
    bind(
            handle.createUpdate(
                """
                INSERT INTO meters (tenant_id, code, version, definition, created_at, served_version)
                VALUES (:tenant, :code, :version, CAST(:definition AS jsonb), :at, :served)
                """),
            versions.newest())
        .bind("served", served(versions))
        .execute();
  }

  /** In the place of that owner's version before, and not built. */
  static void replace(Handle handle, MeterVersions versions) {
    insertVersion(handle, versions.newest());
    bind(
            handle.createUpdate(
                """
                UPDATE meters
                   SET version = :version, definition = CAST(:definition AS jsonb),
                       created_at = :at, served_version = :served, built_at = NULL,
                       build_events = 0, build_folded = 0, build_misfits = 0
                 WHERE code = :code AND tenant_id IS NOT DISTINCT FROM :tenant
                """),
            versions.newest())
        .bind("served", served(versions))
        .execute();
  }

  /** Another name or unit of the same version. */
  static void rename(Handle handle, Meter meter) {
    for (String table : new String[] {"meters", "meter_versions"}) {
      handle
          .createUpdate(
              "UPDATE "
                  + table
                  + " SET definition = CAST(:definition AS jsonb)"
                  + " WHERE code = :code AND version = :version")
          .bind("code", meter.code())
          .bind("version", meter.version())
          .bind("definition", definition(meter))
          .execute();
    }
  }

  static void progress(Handle handle, Meter version, BuildProgress progress, Instant now) {
    handle
        .createUpdate(
            """
            UPDATE meters
               SET build_events = :events, build_folded = :folded, build_misfits = :misfits,
                   built_at = CASE WHEN :done THEN CAST(:now AS timestamptz) END,
                   served_version = CASE WHEN :done THEN NULL ELSE served_version END
             WHERE code = :code AND version = :version
            """)
        .bind("code", version.code())
        .bind("version", version.version())
        .bind("events", progress.events())
        .bind("folded", progress.folded())
        .bind("misfits", progress.misfits())
        .bind("done", progress.done())
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .execute();
  }

  static MeterState state(ResultSet row) throws SQLException {
    int served = row.getInt("served_version");
    boolean isServed = !row.wasNull();
    return new MeterState(
        new MeterVersions(
            meter(row, "", row.getInt("version")), isServed ? meter(row, "served_", served) : null),
        new BuildProgress(
            row.getObject("built_at") != null,
            row.getLong("build_events"),
            row.getLong("build_folded"),
            row.getLong("build_misfits")));
  }

  /** What {@link MeterDefinition#read} reads; what it does not has columns of its own. */
  static String definition(Meter meter) {
    try {
      ObjectNode shown =
          Json.snakeCase()
              .valueToTree(
                  MeterView.of(
                      new MeterState(MeterVersions.of(meter), BuildProgress.NOTHING_TO_DO)));
      shown.remove(MeterView.NOT_DEFINED);
      return Json.snakeCase().writeValueAsString(shown);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void insertVersion(Handle handle, Meter meter) {
    bind(
            handle.createUpdate(
                "INSERT INTO meter_versions (tenant_id, code, version, definition, created_at)"
                    + " VALUES (:tenant, :code, :version, CAST(:definition AS jsonb), :at)"),
            meter)
        .execute();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Meter meter) {
    TenantId tenant = meter.tenant();
    return statement
        .bind("tenant", tenant == null ? null : tenant.value())
        .bind("code", meter.code())
        .bind("version", meter.version())
        .bind("definition", definition(meter))
        .bind("at", meter.createdAt().atOffset(ZoneOffset.UTC));
  }

  private static @Nullable Integer served(MeterVersions versions) {
    Meter served = versions.served();
    return served == null ? null : Integer.valueOf(served.version());
  }

  private static Meter meter(ResultSet row, String prefix, int version) throws SQLException {
    try {
      byte[] definition = row.getString(prefix + "definition").getBytes(StandardCharsets.UTF_8);
      return MeterDefinition.read(JsonBody.parse(definition, Caller.SELF))
          .toMeter(version, row.getObject(prefix + "created_at", OffsetDateTime.class).toInstant());
    } catch (ApiException e) {
      throw new IllegalStateException(
          "the stored meter %s version %d cannot be read: %s"
              .formatted(row.getString("code"), version, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
