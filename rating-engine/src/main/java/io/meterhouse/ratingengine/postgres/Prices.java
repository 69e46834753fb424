package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.ratingengine.PriceInForce;
import io.meterhouse.ratingengine.PriceKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Reads the prices in force. */
final class Prices {

  private Prices() {}

  static Map<PriceKey, PriceInForce> of(Handle handle, Collection<PriceKey> keys) {
    Set<PriceKey> wanted = new HashSet<>(keys);
    Map<PriceKey, PriceInForce> found = new HashMap<>();
    handle
        .createQuery(
            """
            SELECT id, tenant_id, usage_metric, model_type, version, CAST(config AS text) AS config
              FROM pricing_models
             WHERE is_active AND tenant_id = ANY (:tenants) AND usage_metric = ANY (:meters)
            """)
        .bind("tenants", distinct(keys.stream().map(key -> key.tenant().value()).toList()))
        .bind("meters", distinct(keys.stream().map(PriceKey::meter).toList()))
        .map((row, context) -> Map.entry(key(row), price(row)))
        .forEach(
            entry -> {
              if (wanted.contains(entry.getKey())) {
                found.put(entry.getKey(), entry.getValue());
              }
            });
    return found;
  }

  private static PriceKey key(ResultSet row) throws SQLException {
    return new PriceKey(TenantId.of(row.getString("tenant_id")), row.getString("usage_metric"));
  }

  private static PriceInForce price(ResultSet row) throws SQLException {
    return new PriceInForce(Rows.uuid(row, "id"), row.getInt("version"), model(row));
  }

  /** Of the columns model_type and config. */
  static PricingModel model(ResultSet row) throws SQLException {
    String name = row.getString("model_type");
    ModelType type =
        ModelType.ofWireName(name)
            .orElseThrow(() -> new IllegalStateException("stored model type: " + name));
    return ConfigJson.read(type, row.getString("config")).draft().check();
  }

  private static String[] distinct(Collection<String> values) {
    return values.stream().distinct().toArray(String[]::new);
  }
}
