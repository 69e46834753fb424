package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.CycleOwner;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Finds and locks billing cycles; one statement for however many are asked for. */
final class CycleQueries {

  /** Cycles of one owner do not overlap, so the last one that begins by then covers it or ended. */
  private static final String AROUND =
      """
      SELECT c.*
        FROM unnest(:tenants, :scopes, :globals, CAST(:firsts AS timestamptz[]),
                    CAST(:lasts AS timestamptz[])) AS span (tenant, scope, is_global, first, last),
             LATERAL (
               (SELECT * FROM billing_cycles
                 WHERE tenant_id = span.tenant AND scope_id = span.scope
                   AND (scope_type = 'global') = span.is_global AND start_date <= span.first
                 ORDER BY start_date DESC LIMIT 1)
               UNION ALL
               (SELECT * FROM billing_cycles
                 WHERE tenant_id = span.tenant AND scope_id = span.scope
                   AND (scope_type = 'global') = span.is_global
                   AND start_date > span.first AND start_date <= span.last)
               UNION ALL
               (SELECT * FROM billing_cycles
                 WHERE tenant_id = span.tenant AND scope_id = span.scope
                   AND (scope_type = 'global') = span.is_global AND start_date > span.last
                 ORDER BY start_date LIMIT 1)) AS c
      """;

  private static final String NAMED =
      """
      SELECT * FROM billing_cycles
       WHERE (tenant_id, scope_type, scope_id, start_date) IN (
             SELECT * FROM unnest(:tenants, :types, :ids, CAST(:starts AS timestamptz[])))\
      """;

  /** In order of id, so that two transactions never wait for each other. */
  private static final String LOCK = NAMED + " ORDER BY id FOR NO KEY UPDATE";

  private static final String LOCK_ONE =
      "SELECT * FROM billing_cycles WHERE tenant_id = :tenant AND id = :id FOR NO KEY UPDATE";

  /** In one order as well; tenants before scopes. */
  private static final String LOCK_TENANTS =
      """
      SELECT pg_advisory_xact_lock_shared(key)
        FROM (SELECT DISTINCT hashtextextended('billing cycles of ' || tenant, 0) AS key
                FROM unnest(:tenants) AS tenant ORDER BY key) AS keys
      """;

  private static final String LOCK_SCOPES =
      """
      SELECT pg_advisory_xact_lock(key)
        FROM (SELECT DISTINCT hashtextextended(
                       'billing cycles of ' || tenant || CASE WHEN is_global THEN ' whole ' ELSE ' ' END
                         || scope, 0) AS key
                FROM unnest(:tenants, :scopes, :globals) AS scope (tenant, scope, is_global)
               ORDER BY key) AS keys
      """;

  private static final String LOCK_TENANT =
      "SELECT pg_advisory_xact_lock(hashtextextended('billing cycles of ' || ?, 0))";

  /**
   * The start of the oldest active cycle, or the end of the last closed one where none is: nothing
   * before it changes. Nothing is promised as long as nothing was closed. Both the whole tenant and
   * the scope alone are told to readers, so the later of the two holds.
   */
  private static final String FINAL_UNTIL =
      """
      SELECT owner.tenant, owner.scope, owner.is_global, greatest(
             CASE WHEN EXISTS (SELECT 1 FROM billing_cycles
                                WHERE tenant_id = owner.tenant AND closed_at IS NOT NULL)
                  THEN coalesce((SELECT min(start_date) FROM billing_cycles
                                  WHERE tenant_id = owner.tenant AND status = 'active'),
                                (SELECT max(end_date) FROM billing_cycles
                                  WHERE tenant_id = owner.tenant AND closed_at IS NOT NULL)) END,
             CASE WHEN EXISTS (SELECT 1 FROM billing_cycles
                                WHERE tenant_id = owner.tenant AND scope_id = owner.scope
                                  AND closed_at IS NOT NULL)
                  THEN coalesce((SELECT min(start_date) FROM billing_cycles
                                  WHERE tenant_id = owner.tenant AND scope_id = owner.scope
                                    AND status = 'active'),
                                (SELECT max(end_date) FROM billing_cycles
                                  WHERE tenant_id = owner.tenant AND scope_id = owner.scope
                                    AND closed_at IS NOT NULL)) END) AS final_until
        FROM unnest(:tenants, :scopes, :globals) AS owner (tenant, scope, is_global)
      """;

  private CycleQueries() {}

  static List<BillingCycle> around(Handle handle, Collection<OwnerSpan> spans) {
    if (spans.isEmpty()) {
      return List.of();
    }
    List<OwnerSpan> all = List.copyOf(spans);
    Map<UUID, BillingCycle> found = new LinkedHashMap<>();
    handle
        .createQuery(AROUND)
        .bind("tenants", texts(all, span -> span.owner().tenant().value()))
        .bind("scopes", texts(all, span -> span.owner().scope().id()))
        .bind("globals", flags(all, span -> span.owner().subject().isEmpty()))
        .bind("firsts", texts(all, span -> span.first().toString()))
        .bind("lasts", texts(all, span -> span.last().toString()))
        .map((row, context) -> CycleRows.read(row))
        .forEach(cycle -> found.put(cycle.id(), cycle));
    return List.copyOf(found.values());
  }

  /** Those of the cycles that exist, unlocked. */
  static Map<CycleKey, BillingCycle> named(Handle handle, Collection<CycleKey> keys) {
    return cycles(handle, NAMED, keys);
  }

  static Map<CycleKey, BillingCycle> lock(Handle handle, Collection<CycleKey> keys) {
    return cycles(handle, LOCK, keys);
  }

  static Optional<BillingCycle> lock(Handle handle, TenantId tenant, UUID id) {
    return handle
        .createQuery(LOCK_ONE)
        .bind("tenant", tenant.value())
        .bind("id", id)
        .map((row, context) -> CycleRows.read(row))
        .findOne();
  }

  /** Nobody opens or closes a cycle of the tenant until the transaction is over. */
  static void lockTenant(Handle handle, TenantId tenant) {
    handle.execute(LOCK_TENANT, tenant.value());
  }

  /** Nobody closes a cycle of these tenants, or opens one of these owners, until it is over. */
  static void lockOwners(Handle handle, Collection<CycleOwner> owners) {
    List<CycleOwner> all = List.copyOf(owners);
    handle
        .createQuery(LOCK_TENANTS)
        .bind("tenants", texts(all, owner -> owner.tenant().value()))
        .map((row, context) -> Boolean.TRUE)
        .list();
    handle
        .createQuery(LOCK_SCOPES)
        .bind("tenants", texts(all, owner -> owner.tenant().value()))
        .bind("scopes", texts(all, owner -> owner.scope().id()))
        .bind("globals", flags(all, owner -> owner.subject().isEmpty()))
        .map((row, context) -> Boolean.TRUE)
        .list();
  }

  static Map<CycleOwner, Instant> finalUntil(Handle handle, Collection<CycleOwner> owners) {
    List<CycleOwner> all = List.copyOf(owners);
    Map<CycleOwner, Instant> found = new HashMap<>();
    handle
        .createQuery(FINAL_UNTIL)
        .bind("tenants", texts(all, owner -> owner.tenant().value()))
        .bind("scopes", texts(all, owner -> owner.scope().id()))
        .bind("globals", flags(all, owner -> owner.subject().isEmpty()))
        .map(
            (row, context) -> {
              if (row.getString("final_until") != null) {
                found.put(
                    new CycleOwner(
                        TenantId.of(row.getString("tenant")),
                        row.getBoolean("is_global") ? "" : row.getString("scope")),
                    Rows.instant(row, "final_until"));
              }
              return Boolean.TRUE;
            })
        .list();
    return found;
  }

  private static Map<CycleKey, BillingCycle> cycles(
      Handle handle, String sql, Collection<CycleKey> keys) {
    Map<CycleKey, BillingCycle> found = new HashMap<>();
    if (keys.isEmpty()) {
      return found;
    }
    List<CycleKey> all = List.copyOf(keys);
    handle
        .createQuery(sql)
        .bind("tenants", texts(all, key -> key.tenant().value()))
        .bind("types", texts(all, key -> key.scope().type()))
        .bind("ids", texts(all, key -> key.scope().id()))
        .bind("starts", texts(all, key -> key.period().start().toString()))
        .map((row, context) -> CycleRows.read(row))
        .forEach(cycle -> found.put(cycle.key(), cycle));
    return found;
  }

  private static <T> String[] texts(List<T> all, Function<T, String> text) {
    return all.stream().map(text).toArray(String[]::new);
  }

  private static <T> Boolean[] flags(List<T> all, Function<T, Boolean> flag) {
    return all.stream().map(flag).toArray(Boolean[]::new);
  }
}
