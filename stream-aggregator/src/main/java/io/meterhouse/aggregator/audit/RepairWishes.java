package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.Recompute;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What has to be folded again so that windows that differ are right. */
final class RepairWishes {

  private static final long HOUR = WindowSize.HOUR.seconds();

  private RepairWishes() {}

  /**
   * One for each stretch of hours that belong together; windows of a meter that is gone give none.
   */
  static List<RepairLog.Wish> of(Collection<AggregateKey> windows, MeterCatalog catalog) {
    Map<UniqueKey, SortedMap<Long, Long>> hours = new LinkedHashMap<>();
    for (AggregateKey window : windows) {
      Optional<Meter> meter = catalog.meter(TenantId.of(window.getTenantId()), window.getMeter());
      if (meter.isPresent()) {
        long start = window.getWindowStartEpochSeconds();
        long from = start - Math.floorMod(start, HOUR);
        hours
            .computeIfAbsent(
                new UniqueKey(window.getTenantId(), meter.get().eventType(), window.getShard()),
                missing -> new TreeMap<>())
            .merge(from, Math.max(from + HOUR, start + window.getWindowSeconds()), Math::max);
      }
    }
    List<RepairLog.Wish> wishes = new ArrayList<>();
    hours.forEach((key, stretches) -> add(key, stretches, wishes));
    return wishes;
  }

  private static void add(
      UniqueKey key, SortedMap<Long, Long> stretches, List<RepairLog.Wish> wishes) {
    long from = stretches.firstKey();
    long to = from;
    for (Map.Entry<Long, Long> stretch : stretches.entrySet()) {
      if (stretch.getKey() > to) {
        wishes.add(wish(key, from, to));
        from = stretch.getKey();
      }
      to = Math.max(to, stretch.getValue());
    }
    wishes.add(wish(key, from, to));
  }

  private static RepairLog.Wish wish(UniqueKey key, long from, long to) {
    return new RepairLog.Wish(
        key,
        UsageRecord.newBuilder()
            .setTenantId(key.tenantId())
            .setType(key.type())
            .setRecompute(Recompute.newBuilder().setFromEpochSeconds(from).setToEpochSeconds(to))
            .build());
  }
}
