package io.meterhouse.usagestore;

import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a query has to answer, folded in memory with the algebra of metering-core. */
final class UsageOracle {

  private static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private UsageOracle() {}

  /**
   * @param windows one for each key: what holds in the end
   */
  static List<UsageRow> answer(UsageQuery query, Collection<AggregateRow> windows) {
    Map<Group, Aggregate> folded = new HashMap<>();
    for (AggregateRow row : rows(query.meter(), windows)) {
      if (isWanted(query, row)) {
        folded.merge(group(query, row), row.aggregate(), Aggregate::merge);
      }
    }
    Comparator<Group> order =
        Comparator.comparing(Group::start).thenComparing(Group::keys, UsageOracle::compare);
    return folded.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(order))
        .map(group -> row(query, group.getKey(), group.getValue()))
        .toList();
  }

  /** Of snapshots, each day's register becomes one daily value. */
  private static Collection<AggregateRow> rows(Meter meter, Collection<AggregateRow> windows) {
    if (meter.source() == MeterSource.EVENTS) {
      return windows;
    }
    Map<List<Object>, AggregateRow> days = new HashMap<>();
    for (AggregateRow row : windows) {
      days.merge(
          List.of(row.tenantId(), row.subject(), row.window()),
          row,
          (a, b) -> a.aggregate().superseded(b.aggregate()).equals(a.aggregate()) ? a : b);
    }
    return days.values();
  }

  private static boolean isWanted(UsageQuery query, AggregateRow row) {
    Instant start = row.window().start();
    return row.tenantId().equals(query.tenant().value())
        && row.meter().equals(query.meter().code())
        && row.meterVersion() == query.meter().version()
        && !start.isBefore(query.from())
        && start.isBefore(query.to())
        && (query.subjects().isEmpty() || query.subjects().contains(row.subject()))
        && query.dimensionFilters().entrySet().stream()
            .allMatch(
                filter ->
                    filter.getValue().contains(row.dimensions().getOrDefault(filter.getKey(), "")));
  }

  private static Group group(UsageQuery query, AggregateRow row) {
    Instant start = row.window().start();
    List<String> keys = new ArrayList<>();
    if (query.groupBySubject()) {
      keys.add(row.subject());
    }
    query.groupBy().forEach(name -> keys.add(row.dimensions().getOrDefault(name, "")));
    CalendarWindow size = query.size();
    return size == null
        ? new Group(query.from(), query.to(), keys)
        : new Group(size.start(start, query.zone()), size.end(start, query.zone()), keys);
  }

  private static UsageRow row(UsageQuery query, Group group, Aggregate aggregate) {
    SortedMap<String, String> dimensions = new TreeMap<>();
    int subjects = query.groupBySubject() ? 1 : 0;
    for (int i = 0; i < query.groupBy().size(); i++) {
      dimensions.put(query.groupBy().get(i), group.keys().get(subjects + i));
    }
    return new UsageRow(
        group.start().isBefore(query.from()) ? query.from() : group.start(),
        group.end().isAfter(query.to()) ? query.to() : group.end(),
        query.tenant(),
        query.groupBySubject() ? group.keys().getFirst() : null,
        dimensions,
        aggregate.value(query.meter().aggregation()));
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int order = BY_BYTES.compare(a.get(i), b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private record Group(Instant start, Instant end, List<String> keys) {}
}
