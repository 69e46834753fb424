package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.ratingengine.pricing.EffectivePeriod;
import io.meterhouse.ratingengine.pricing.Lifespan;
import io.meterhouse.ratingengine.pricing.Signature;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Columns in our types. */
final class Rows {

  private Rows() {}

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant optionalInstant(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static @Nullable UUID optionalUuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static EffectivePeriod effective(ResultSet row) throws SQLException {
    return new EffectivePeriod(
        optionalInstant(row, "effective_from"), optionalInstant(row, "effective_to"));
  }

  static Signature created(ResultSet row) throws SQLException {
    return new Signature(
        new Actor(row.getString("created_by"), row.getString("created_by_role")),
        instant(row, "created_at"));
  }

  static Lifespan lifespan(ResultSet row) throws SQLException {
    return new Lifespan(effective(row), created(row), optionalInstant(row, "deactivated_at"));
  }

  /** Binds what {@link #lifespan} reads, and whether it is active. */
  static Update bind(Update update, Lifespan lifespan) {
    return bind(update, lifespan.effective(), lifespan.created())
        .bind("active", lifespan.isActive())
        .bind("deactivated", optionalUtc(lifespan.deactivatedAt()));
  }

  static Update bind(Update update, EffectivePeriod effective, Signature created) {
    return update
        .bind("from", optionalUtc(effective.from()))
        .bind("to", optionalUtc(effective.to()))
        .bind("createdBy", created.actor().id())
        .bind("createdByRole", created.actor().role())
        .bind("created", utc(created.at()));
  }

  static @Nullable OffsetDateTime optionalUtc(@Nullable Instant instant) {
    return instant == null ? null : utc(instant);
  }

  /** A value of an enum that is stored by its API name. */
  static <T> T named(String column, String name, Function<String, Optional<T>> reader) {
    return reader
        .apply(name)
        .orElseThrow(() -> new IllegalStateException("stored %s: %s".formatted(column, name)));
  }

  static UUID uuid(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
