package io.meterhouse.ratingengine.postgres;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.ratingengine.pricing.RecordedVersion;
import io.meterhouse.ratingengine.pricing.Signature;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The versions of pricing models as rows. */
final class VersionRows {

  private static final String OF_MODEL =
      """
      SELECT version, name, description, CAST(config AS text) AS config, is_active, effective_from,
             changed_by, changed_by_role, recorded_at
        FROM pricing_model_versions
       WHERE pricing_model_id = :id
       ORDER BY version
      """;

  private VersionRows() {}

  static List<RecordedVersion> of(Handle handle, StoredModel model) {
    return handle
        .createQuery(OF_MODEL)
        .bind("id", model.id())
        .map((row, context) -> read(model, row))
        .list();
  }

  private static RecordedVersion read(StoredModel model, ResultSet row) throws SQLException {
    return new RecordedVersion(
        row.getInt("version"),
        row.getString("name"),
        row.getString("description"),
        // A model keeps its type.
        ConfigJson.read(model.config().draft().type(), row.getString("config")),
        row.getBoolean("is_active"),
        Rows.optionalInstant(row, "effective_from"),
        new Signature(
            new Actor(row.getString("changed_by"), row.getString("changed_by_role")),
            Rows.instant(row, "recorded_at")));
  }

  /** From when the newest version of the model prices, if that is later than now; else now. */
  static Instant comingFrom(Handle handle, StoredModel model, Instant now) {
    return handle
        .createQuery(
            "SELECT effective_from FROM pricing_model_versions"
                + " WHERE pricing_model_id = :id AND version = :version AND effective_from > :now")
        .bind("id", model.id())
        .bind("version", model.version())
        .bind("now", Rows.utc(now))
        .map((row, context) -> Rows.instant(row, "effective_from"))
        .findOne()
        .orElse(now);
  }
}
