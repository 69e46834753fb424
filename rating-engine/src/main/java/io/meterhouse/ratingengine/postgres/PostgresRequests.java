package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.continuous.RatingRequest;
import io.meterhouse.ratingengine.continuous.RatingRequests;
import io.meterhouse.ratingengine.continuous.ReRating;
import io.meterhouse.ratingengine.usage.PriceKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Rating requests in their table. A lock of the session, not of a transaction, keeps other
 * instances away meanwhile: rating again may take long, and a long transaction would hold back
 * everybody who reads changed items in the order of transactions.
 */
public final class PostgresRequests implements RatingRequests {

  private static final String LOCK =
      "(hashtext('meterhouse.rating_requests'), hashtext(current_schema()))";

  private static final String OLDEST =
      """
      SELECT id, tenant_id, meter, subject, coalesce(meter_version, 0) AS version
        FROM rating_requests
       WHERE finished_at IS NULL
       ORDER BY id
       LIMIT :limit
      """;

  private static final String PROGRESS =
      """
      UPDATE rating_requests
         SET items_rated = items_rated + :rated, items_changed = items_changed + :changed
       WHERE id = ANY (:ids)
      """;

  /** Finished ones are shown for so long. */
  private static final Duration KEPT = Duration.ofDays(1);

  private final Jdbi jdbi;
  private final InstantSource clock;

  /** Over a database that is migrated. */
  public PostgresRequests(Jdbi jdbi, InstantSource clock) {
    this.jdbi = jdbi;
    this.clock = clock;
  }

  @Override
  public boolean take(int limit, Work work) {
    return jdbi.withHandle(
        handle -> {
          if (oldest(handle, 1).isEmpty() || !is(handle, "SELECT pg_try_advisory_lock" + LOCK)) {
            return false;
          }
          try {
            forgetFinished(handle);
            return workOff(handle, oldest(handle, limit), work);
          } finally {
            is(handle, "SELECT pg_advisory_unlock" + LOCK);
          }
        });
  }

  @Override
  public List<ReRating> recent(TenantId tenant, int limit) {
    return new Transactions(jdbi, "rating requests")
        .in(
            handle -> {
              ModelChecks.requireTenant(handle, tenant);
              return handle
                  .createQuery(
                      "SELECT * FROM rating_requests WHERE tenant_id = :tenant"
                          + " ORDER BY id DESC LIMIT :limit")
                  .bind("tenant", tenant.value())
                  .bind("limit", limit)
                  .map((row, context) -> reRating(row))
                  .list();
            });
  }

  private static ReRating reRating(ResultSet row) throws SQLException {
    return new ReRating(
        row.getLong("id"),
        row.getString("meter"),
        row.getString("subject"),
        row.getString("reason"),
        Rows.instant(row, "requested_at"),
        Rows.optionalInstant(row, "started_at"),
        Rows.optionalInstant(row, "finished_at"),
        row.getLong("items_rated"),
        row.getLong("items_changed"));
  }

  private boolean workOff(Handle handle, Map<RatingRequest, List<Long>> requests, Work work) {
    @Nullable RuntimeException failed = null;
    for (Map.Entry<RatingRequest, List<Long>> request : requests.entrySet()) {
      Long[] ids = request.getValue().toArray(Long[]::new);
      try {
        begin(handle, ids);
        work.carryOut(request.getKey(), (rated, changed) -> note(handle, ids, rated, changed));
        stamp(handle, "finished_at", ids);
      } catch (RuntimeException e) {
        if (failed == null) {
          failed = e;
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
    return !requests.isEmpty();
  }

  private void begin(Handle handle, Long[] ids) {
    // One that is carried out again counts again.
    handle
        .createUpdate(
            "UPDATE rating_requests SET items_rated = 0, items_changed = 0 WHERE id = ANY (:ids)")
        .bind("ids", ids)
        .execute();
    stamp(handle, "started_at", ids);
  }

  private static void note(Handle handle, Long[] ids, int rated, int changed) {
    handle
        .createUpdate(PROGRESS)
        .bind("rated", rated)
        .bind("changed", changed)
        .bind("ids", ids)
        .execute();
  }

  private void stamp(Handle handle, String column, Long[] ids) {
    handle
        .createUpdate("UPDATE rating_requests SET " + column + " = :now WHERE id = ANY (:ids)")
        .bind("now", Rows.utc(clock.instant()))
        .bind("ids", ids)
        .execute();
  }

  private void forgetFinished(Handle handle) {
    handle
        .createUpdate("DELETE FROM rating_requests WHERE finished_at < :before")
        .bind("before", Rows.utc(clock.instant().minus(KEPT)))
        .execute();
  }

  private static Map<RatingRequest, List<Long>> oldest(Handle handle, int limit) {
    Map<RatingRequest, List<Long>> requests = new LinkedHashMap<>();
    handle
        .createQuery(OLDEST)
        .bind("limit", limit)
        .map((row, context) -> Map.entry(request(row), row.getLong("id")))
        .forEach(
            entry ->
                requests
                    .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                    .add(entry.getValue()));
    return requests;
  }

  private static RatingRequest request(ResultSet row) throws SQLException {
    return new RatingRequest(
        new PriceKey(TenantId.of(row.getString("tenant_id")), row.getString("meter")),
        row.getString("subject"),
        row.getInt("version"));
  }

  private static boolean is(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(Boolean.class).one();
  }
}
