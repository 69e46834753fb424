package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.KnownPriceKey;
import io.meterhouse.ratingengine.PriceInForce;
import io.meterhouse.ratingengine.PriceKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Reads prices as they were known at a time: of each model the version that was the newest then.
 */
final class KnownPrices {

  private static final String SQL =
      """
      SELECT asked.number, m.id, m.model_type, v.version, CAST(v.config AS text) AS config
        FROM unnest(:tenants, :meters, CAST(:times AS timestamptz[]))
             WITH ORDINALITY AS asked (tenant, meter, known_at, number)
        JOIN pricing_models m ON m.tenant_id = asked.tenant
         AND EXISTS (SELECT 1 FROM pricing_model_versions priced
                      WHERE priced.pricing_model_id = m.id
                        AND priced.config ->> 'usageMetric' = asked.meter)
        JOIN LATERAL (SELECT * FROM pricing_model_versions newest
                       WHERE newest.pricing_model_id = m.id AND newest.recorded_at <= asked.known_at
                       ORDER BY newest.version DESC LIMIT 1) v
          ON v.is_active AND v.config ->> 'usageMetric' = asked.meter
      """;

  private KnownPrices() {}

  static Map<KnownPriceKey, PriceInForce> of(Handle handle, Collection<KnownPriceKey> keys) {
    Map<KnownPriceKey, PriceInForce> found = new HashMap<>();
    if (keys.isEmpty()) {
      return found;
    }
    List<KnownPriceKey> all = List.copyOf(keys);
    handle
        .createQuery(SQL)
        .bind(
            "tenants", all.stream().map(each -> each.key().tenant().value()).toArray(String[]::new))
        .bind("meters", all.stream().map(each -> each.key().meter()).toArray(String[]::new))
        .bind("times", all.stream().map(each -> each.knownAt().toString()).toArray(String[]::new))
        .map((row, context) -> Map.entry(all.get(row.getInt("number") - 1), price(row)))
        .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    return found;
  }

  /** Everything of the tenant that has a price. */
  static List<PriceKey> priced(Handle handle, TenantId tenant) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT usage_metric FROM pricing_models
             WHERE tenant_id = :tenant AND is_active AND usage_metric IS NOT NULL
            """)
        .bind("tenant", tenant.value())
        .mapTo(String.class)
        .map(meter -> new PriceKey(tenant, meter))
        .list();
  }

  private static PriceInForce price(ResultSet row) throws SQLException {
    return new PriceInForce(Rows.uuid(row, "id"), row.getInt("version"), Prices.model(row));
  }
}
