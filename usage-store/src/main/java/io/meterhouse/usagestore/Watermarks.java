package io.meterhouse.usagestore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Accepted times before which everything is reflected in what a reader sees. A watermark never goes
 * back: of several the latest holds. Safe for use by several threads.
 */
public final class Watermarks {

  /** Of everything that usage answers are made from; the aggregator records it. */
  public static final String USAGE = "usage";

  /** Of the ledger and the rows that it counts; the aggregator records it. */
  public static final String LEDGER = "ledger";

  /** Of what scheduled audits have looked at; the aggregator that carried one out records it. */
  public static final String AUDIT = "audit";

  /** Of that whose billing items they have looked at; the rating-engine that did records it. */
  public static final String RATING_AUDIT = "rating-audit";

  private static final TableInsert<Watermark> INSERT =
      new TableInsert<>("usage_watermark", List.of("name", "watermark"), Watermarks::encode);

  private static final String READ =
      "SELECT toUnixTimestamp64Milli(max(watermark)) AS newest FROM usage_watermark"
          + " WHERE name = {name:String} GROUP BY name";

  private final UsageStore store;

  public Watermarks(UsageStore store) {
    this.store = store;
  }

  /**
   * @param watermark whole milliseconds
   * @throws UsageStoreException if it is not certain to be kept
   */
  public void record(String name, Instant watermark) {
    store.insert(INSERT, List.of(new Watermark(name, watermark)));
  }

  /** Empty: never recorded. */
  public Optional<Instant> read(String name) {
    return store
        .query(
            new SqlParameters().string("name", name).in(READ),
            row -> Instant.ofEpochMilli(row.getLong("newest")))
        .stream()
        .findFirst();
  }

  private static void encode(Watermark row, RowBinaryOutput out) {
    out.string(row.name()).dateTimeMillis(row.watermark());
  }

  private record Watermark(String name, Instant watermark) {}
}
