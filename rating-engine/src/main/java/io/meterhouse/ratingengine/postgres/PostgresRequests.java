package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.PriceKey;
import io.meterhouse.ratingengine.RatingRequest;
import io.meterhouse.ratingengine.RatingRequests;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresRequests(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public boolean take(int limit, Consumer<RatingRequest> work) {
    return jdbi.withHandle(
        handle -> {
          if (oldest(handle, 1).isEmpty() || !is(handle, "SELECT pg_try_advisory_lock" + LOCK)) {
            return false;
          }
          try {
            return workOff(handle, oldest(handle, limit), work);
          } finally {
            is(handle, "SELECT pg_advisory_unlock" + LOCK);
          }
        });
  }

  private static boolean workOff(
      Handle handle, Map<RatingRequest, List<Long>> requests, Consumer<RatingRequest> work) {
    @Nullable RuntimeException failed = null;
    for (Map.Entry<RatingRequest, List<Long>> request : requests.entrySet()) {
      try {
        work.accept(request.getKey());
        handle
            .createUpdate("DELETE FROM rating_requests WHERE id = ANY (:ids)")
            .bind("ids", request.getValue().toArray(Long[]::new))
            .execute();
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

  private static Map<RatingRequest, List<Long>> oldest(Handle handle, int limit) {
    Map<RatingRequest, List<Long>> requests = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT id, tenant_id, meter, coalesce(meter_version, 0) AS version"
                + " FROM rating_requests ORDER BY id LIMIT :limit")
        .bind("limit", limit)
        .map(
            (row, context) ->
                Map.entry(
                    new RatingRequest(
                        new PriceKey(
                            TenantId.of(row.getString("tenant_id")), row.getString("meter")),
                        row.getInt("version")),
                    row.getLong("id")))
        .forEach(
            entry ->
                requests
                    .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
                    .add(entry.getValue()));
    return requests;
  }

  private static boolean is(Handle handle, String sql) {
    return handle.createQuery(sql).mapTo(Boolean.class).one();
  }
}
