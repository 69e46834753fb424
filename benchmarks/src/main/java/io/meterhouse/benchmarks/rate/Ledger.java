package io.meterhouse.benchmarks.rate;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** What PostgreSQL holds of a round. Safe for use by several threads. */
final class Ledger {

  private static final String ITEMS =
      "SELECT id, tenant_id, scope_id, meter, quantity, precise_amount, total_amount, currency"
          + " FROM billing_items";

  private final Jdbi jdbi;

  Ledger(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  /** An item as far as it can be foretold. */
  record Item(
      UUID id, BigDecimal quantity, BigDecimal precise, BigDecimal total, String currency) {}

  /** All of them; a pair with two items is told under one key, and so missed in number. */
  Map<Pair.Key, Item> items() {
    Map<Pair.Key, Item> items = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(ITEMS)
                .map(
                    (row, _) ->
                        Map.entry(
                            new Pair.Key(
                                row.getString("tenant_id"),
                                row.getString("scope_id"),
                                row.getString("meter")),
                            new Item(
                                row.getObject("id", UUID.class),
                                row.getBigDecimal("quantity"),
                                row.getBigDecimal("precise_amount"),
                                row.getBigDecimal("total_amount"),
                                row.getString("currency"))))
                .forEach(entry -> items.put(entry.getKey(), entry.getValue())));
    return items;
  }

  long count() {
    return jdbi.withHandle(
        handle -> handle.createQuery("SELECT count(*) FROM billing_items").mapTo(Long.class).one());
  }

  /** Of every column of every item. */
  String fingerprint() {
    return jdbi.withHandle(
        handle ->
            handle
                .createQuery(
                    "SELECT md5(coalesce(string_agg(md5(CAST(i AS text)), '' ORDER BY id), ''))"
                        + " FROM billing_items i")
                .mapTo(String.class)
                .one());
  }

  /** Whether Kafka has all that was announced. */
  boolean isAnnounced() {
    return !jdbi.withHandle(
        handle ->
            handle.createQuery("SELECT EXISTS (SELECT 1 FROM outbox)").mapTo(Boolean.class).one());
  }

  /** The quantities of those items. */
  Map<UUID, BigDecimal> quantities(List<UUID> ids) {
    Map<UUID, BigDecimal> quantities = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery("SELECT id, quantity FROM billing_items WHERE id = ANY (:ids)")
                .bind("ids", ids.toArray(UUID[]::new))
                .map(
                    (row, _) ->
                        Map.entry(row.getObject("id", UUID.class), row.getBigDecimal("quantity")))
                .forEach(entry -> quantities.put(entry.getKey(), entry.getValue())));
    return quantities;
  }
}
