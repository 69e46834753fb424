package io.meterhouse.query.postgres;

import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.BuildProgress;
import io.meterhouse.query.MeterDefinition;
import io.meterhouse.query.MeterState;
import io.meterhouse.query.Meters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Meters in their tables, announced to the catalogue through the outbox. */
public final class PostgresMeters implements Meters {

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresMeters(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public MeterState create(MeterDefinition definition, Instant now) {
    return jdbi.inTransaction(
        handle -> {
          TenantId tenant = definition.tenant();
          MeterRows.lock(handle, definition.code());
          TenantRows.refuseUnknown(handle, tenant);
          if (own(handle, tenant, definition.code()).isPresent()) {
            throw taken(definition);
          }
          Meter served = own(handle, null, definition.code()).map(MeterState::asked).orElse(null);
          MeterVersions versions = next(handle, definition, served, now);
          MeterRows.insert(handle, versions);
          announce(handle, versions);
          return new MeterState(versions, BuildProgress.BEGUN);
        });
  }

  @Override
  public Change change(MeterDefinition definition, Instant now) {
    return jdbi.inTransaction(
        handle -> {
          MeterRows.lock(handle, definition.code());
          TenantRows.refuseUnknown(handle, definition.tenant());
          MeterState before =
              own(handle, definition.tenant(), definition.code())
                  .orElseThrow(() -> missing(definition));
          refuseAnotherSource(definition, before.newest());
          return new Change(before, changed(handle, definition, before, now));
        });
  }

  @Override
  public Optional<MeterState> find(@Nullable TenantId tenant, String code) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + MeterRows.COLUMNS
                        + """
                           WHERE m.code = :code AND (m.tenant_id = :tenant OR m.tenant_id IS NULL)
                           ORDER BY m.tenant_id NULLS LAST
                           LIMIT 1
                          """)
                .bind("code", code)
                .bind("tenant", tenant == null ? null : tenant.value())
                .map((row, context) -> MeterRows.state(row))
                .findOne());
  }

  @Override
  public List<MeterState> list(@Nullable TenantId tenant, @Nullable String after, int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT DISTINCT ON (m.code) "
                        + MeterRows.COLUMNS
                        + """
                           WHERE m.code > :after AND (m.tenant_id = :tenant OR m.tenant_id IS NULL)
                           ORDER BY m.code, m.tenant_id NULLS LAST
                           LIMIT :limit
                          """)
                .bind("after", after == null ? "" : after)
                .bind("tenant", tenant == null ? null : tenant.value())
                .bind("limit", limit)
                .map((row, context) -> MeterRows.state(row))
                .list());
  }

  @Override
  public List<MeterState> building(int limit) {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + MeterRows.COLUMNS
                        + " WHERE m.built_at IS NULL ORDER BY m.code LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> MeterRows.state(row))
                .list());
  }

  @Override
  public void progressed(Meter version, BuildProgress progress, Instant now) {
    jdbi.useTransaction(
        handle -> {
          MeterRows.lock(handle, version.code());
          Optional<MeterState> present =
              own(handle, version.tenant(), version.code())
                  .filter(it -> it.newest().version() == version.version())
                  .filter(it -> !it.build().done());
          if (present.isEmpty()) {
            return;
          }
          MeterRows.progress(handle, version, progress, now);
          if (progress.done() && present.get().versions().served() != null) {
            announce(handle, MeterVersions.of(present.get().newest()));
            RatingRequests.add(handle, version, now);
          }
        });
  }

  private static MeterState changed(
      Handle handle, MeterDefinition definition, MeterState before, Instant now) {
    Meter present = before.newest();
    Meter wanted = definition.toMeter(present.version(), present.createdAt());
    if (isSame(handle, wanted, present, List.of())) {
      return before;
    }
    if (isSame(handle, wanted, present, List.of("name", "unit"))) {
      MeterVersions renamed = new MeterVersions(wanted, before.versions().served());
      MeterRows.rename(handle, wanted);
      announce(handle, renamed);
      return new MeterState(renamed, before.build());
    }
    // A version that is half built is dropped: what is asked for goes on being asked for.
    Meter served = before.build().done() ? present : before.versions().served();
    MeterVersions versions = next(handle, definition, served, now);
    MeterRows.replace(handle, versions);
    announce(handle, versions);
    return new MeterState(versions, BuildProgress.BEGUN);
  }

  private static MeterVersions next(
      Handle handle, MeterDefinition definition, @Nullable Meter served, Instant now) {
    // The catalogue carries milliseconds; what is answered is what every stage will see.
    Instant createdAt = now.truncatedTo(ChronoUnit.MILLIS);
    return new MeterVersions(
        definition.toMeter(MeterRows.nextVersion(handle, definition.code()), createdAt), served);
  }

  private static void announce(Handle handle, MeterVersions versions) {
    Outbox.add(
        handle,
        Topic.CATALOG,
        CatalogKey.of(versions.newest()).bytes(),
        MeterCodec.toEntry(versions).toByteArray());
  }

  /** That owner's meter alone. */
  private static Optional<MeterState> own(Handle handle, @Nullable TenantId tenant, String code) {
    return handle
        .createQuery(
            "SELECT "
                + MeterRows.COLUMNS
                + " WHERE m.code = :code AND m.tenant_id IS NOT DISTINCT FROM :tenant")
        .bind("code", code)
        .bind("tenant", tenant == null ? null : tenant.value())
        .map((row, context) -> MeterRows.state(row))
        .findOne();
  }

  /** By the rules of jsonb: numbers by their value, fields in any order. */
  private static boolean isSame(Handle handle, Meter one, Meter other, List<String> but) {
    return handle
        .createQuery("SELECT CAST(:one AS jsonb) - :but = CAST(:other AS jsonb) - :but")
        .bind("one", MeterRows.definition(one))
        .bind("other", MeterRows.definition(other))
        .bindArray("but", String.class, but)
        .mapTo(Boolean.class)
        .one();
  }

  private static void refuseAnotherSource(MeterDefinition definition, Meter present) {
    if (definition.source() != present.source()) {
      String reason =
          "%s (expected: %s, as the meter has; what counts something else is another meter, with"
                  .formatted(lower(definition.source()), lower(present.source()))
              + " another code)";
      throw ApiException.failedPrecondition("source: " + reason, new Detail("source", reason));
    }
  }

  private static ApiException taken(MeterDefinition definition) {
    String reason = "%s has a meter '%s' already".formatted(owner(definition), definition.code());
    return ApiException.alreadyExists("code: " + reason, new Detail("code", reason));
  }

  private static ApiException missing(MeterDefinition definition) {
    return ApiException.notFound(
        "%s has no meter '%s' to change".formatted(owner(definition), definition.code()));
  }

  private static Object owner(MeterDefinition definition) {
    TenantId tenant = definition.tenant();
    return tenant == null ? "the platform" : tenant;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
