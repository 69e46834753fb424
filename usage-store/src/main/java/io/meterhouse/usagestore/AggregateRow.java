package io.meterhouse.usagestore;

import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.Window;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The whole value of one window in one shard, at one version; among rows of the same key the one
 * with the highest version holds.
 *
 * @param subject empty: usage that names none
 * @param member which of the values that a UNIQUE_COUNT tells apart; null with other aggregations
 * @param aggregate count, sum (64 integer digits at most), min, max and last; of a snapshot meter
 *     the register of the day ({@link Aggregate#ofSnapshot})
 * @param acceptedAt latest accepted time reflected; whole milliseconds
 */
public record AggregateRow(
    String tenantId,
    String meter,
    int meterVersion,
    String subject,
    SortedMap<String, String> dimensions,
    @Nullable Member member,
    Window window,
    int shard,
    Aggregate aggregate,
    Instant acceptedAt,
    long version) {

  public AggregateRow {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
  }
}
