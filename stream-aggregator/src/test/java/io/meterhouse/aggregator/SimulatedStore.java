package io.meterhouse.aggregator;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.folding.Folding;
import io.meterhouse.aggregator.folding.RawUsage;
import io.meterhouse.aggregator.folding.WindowKeys;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.recompute.RecomputeStore;
import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.Dimension;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventHistogram;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.EventsAt;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.UniqueBound;
import io.meterhouse.usagestore.UniquePosition;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tables in memory, as far as a simulation lets the sinks come. */
public class SimulatedStore implements RecomputeStore {

  private final List<EventRow> events = new ArrayList<>();
  private final List<EventVoid> voids = new ArrayList<>();
  private final List<EventRow> voided = new ArrayList<>();
  private final Map<AggregateKey, AggregateRow> windows = new HashMap<>();
  private final Map<Integer, Long> storedUpTo = new HashMap<>();

  /** As the sink of unique events writes it. */
  public void unique(UsageRecord usage, int shard, UniquePosition position) {
    EventRow row = row(usage, shard, position);
    if (usage.hasVoid()) {
      if (voids.stream().noneMatch(known -> known.isOf(row))) {
        voids.add(
            new EventVoid(
                row.identity(),
                row.acceptedPartition(),
                row.acceptedOffset(),
                position,
                row.acceptedAt()));
        voided.add(row);
      }
    } else if (!usage.hasRecompute()) {
      events.add(row);
    }
  }

  public void storedUpTo(int partition, long offset) {
    storedUpTo.put(partition, offset);
  }

  /** As the sink of windows writes it: the highest version is the value, the last of equal ones. */
  public void window(AggregateRecord record) {
    AggregateRow row = row(record);
    AggregateRow there = windows.get(record.getKey());
    if (there == null || there.version() <= row.version()) {
      windows.put(record.getKey(), row);
    }
  }

  @Override
  public long storedUpTo(int partition) {
    return storedUpTo.getOrDefault(partition, 0L);
  }

  @Override
  public void windows(
      EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer) {
    for (AggregateRow row : windows.values()) {
      if (row.tenantId().equals(range.tenant().value())
          && range.contains(row.window().start())
          && meters.stream().anyMatch(meter -> meter.code().equals(row.meter()))) {
        consumer.accept(row);
      }
    }
  }

  @Override
  public List<EventVoid> voids(EventRange range) {
    List<EventVoid> found = new ArrayList<>();
    for (int i = 0; i < voids.size(); i++) {
      if (isIn(range, voided.get(i))) {
        found.add(voids.get(i));
      }
    }
    return found;
  }

  @Override
  public void events(EventRange range, UniqueBound bound, Consumer<? super EventRow> consumer) {
    for (EventRow row : events) {
      if (isIn(range, row)
          && row.shard() == bound.shard()
          && isBefore(row, bound.partition(), bound.before())) {
        consumer.accept(row);
      }
    }
  }

  @Override
  public List<EventsAt> histogram(EventRange range, int shard) {
    SortedMap<Instant, Long> counts = new TreeMap<>();
    for (EventRow row : events) {
      if (isIn(range, row) && row.shard() == shard) {
        counts.merge(at(row), 1L, Long::sum);
      }
    }
    List<EventsAt> found = new ArrayList<>();
    counts.forEach(
        (start, count) -> found.add(new EventsAt(range.tenant().value(), shard, start, count)));
    return found;
  }

  @Override
  public List<EventsAt> histogram(
      EventHistogram.Question question, EventHistogram.@Nullable Cursor from, int limit) {
    Map<EventsAt, Long> counts = new HashMap<>();
    for (EventRow row : events) {
      if (isAsked(question, row)) {
        counts.merge(new EventsAt(row.tenantId(), row.shard(), at(row), 0), 1L, Long::sum);
      }
    }
    return counts.entrySet().stream()
        .map(
            entry ->
                new EventsAt(
                    entry.getKey().tenantId(),
                    entry.getKey().shard(),
                    entry.getKey().start(),
                    entry.getValue()))
        .filter(each -> from == null || !isBefore(each, from))
        .sorted(
            Comparator.comparing((EventsAt each) -> day(each))
                .reversed()
                .thenComparing(EventsAt::tenantId)
                .thenComparingInt(EventsAt::shard)
                .thenComparing(EventsAt::start))
        .limit(limit)
        .toList();
  }

  @Override
  public long total(EventHistogram.Question question) {
    return events.stream().filter(row -> isAsked(question, row)).count();
  }

  @Override
  public void record(MeterBuildRow row) {}

  private static boolean isAsked(EventHistogram.Question question, EventRow row) {
    TenantId tenant = question.tenant();
    return row.type().equals(question.type())
        && (tenant == null || tenant.value().equals(row.tenantId()))
        && isBefore(row, question.partition(), question.before());
  }

  private static boolean isBefore(EventsAt each, EventHistogram.Cursor from) {
    int days = day(each).compareTo(from.day());
    if (days != 0) {
      return days > 0;
    }
    int tenants = each.tenantId().compareTo(from.tenantId());
    return tenants < 0 || (tenants == 0 && each.shard() < from.shard());
  }

  private static boolean isBefore(EventRow row, int partition, long before) {
    UniquePosition unique = row.unique();
    return unique == null || (unique.partition() == partition && unique.offset() < before);
  }

  private static Instant day(EventsAt each) {
    return each.start().truncatedTo(ChronoUnit.DAYS);
  }

  private static boolean isIn(EventRange range, EventRow row) {
    return row.tenantId().equals(range.tenant().value())
        && row.type().equals(range.type())
        && range.contains(at(row));
  }

  private static Instant at(EventRow row) {
    UsageRecord usage = RawUsage.of(row);
    return Folding.windowTime(usage).truncatedTo(ChronoUnit.HOURS);
  }

  private static EventRow row(UsageRecord usage, int shard, UniquePosition position) {
    return new EventRow(
        usage.getTenantId(),
        usage.getType(),
        usage.getSource(),
        usage.getId(),
        usage.getSubject(),
        Folding.eventTime(usage),
        Instant.ofEpochMilli(usage.getAccepted().getAcceptedAtMillis()),
        usage.hasSnapshot() ? declared(usage.getSnapshot()) : usage.getData(),
        usage.getIngestId(),
        identity(usage),
        usage.getAccepted().getPartition(),
        usage.getAccepted().getOffset(),
        shard,
        position);
  }

  private static Identity identity(UsageRecord usage) {
    return usage.hasRecompute()
        ? Identity.of(TenantId.of(usage.getTenantId()), "none", "none")
        : Identity.of(TenantId.of(usage.getTenantId()), usage.getSource(), usage.getId());
  }

  private static ByteString declared(Snapshot snapshot) {
    return ByteString.copyFromUtf8(
        "{\"metric_code\":\"%s\",\"metric_value\":%s,\"usage_date\":\"%s\"}"
            .formatted(
                snapshot.getMetricCode(),
                Decimals.fromWire(snapshot.getValue()).toPlainString(),
                LocalDate.ofEpochDay(snapshot.getUsageEpochDay())));
  }

  private static AggregateRow row(AggregateRecord record) {
    AggregateKey key = record.getKey();
    WindowState state = WindowState.fromWire(record);
    SortedMap<String, String> dimensions = new TreeMap<>();
    for (Dimension dimension : key.getDimensionsList()) {
      dimensions.put(dimension.getName(), dimension.getValue());
    }
    return new AggregateRow(
        key.getTenantId(),
        key.getMeter(),
        key.getMeterVersion(),
        key.getSubject(),
        dimensions,
        key.getMember().isEmpty() ? null : Member.ofBytes(key.getMember().toByteArray()),
        WindowKeys.window(key),
        key.getShard(),
        state.aggregate(),
        state.acceptedAt(),
        state.version());
  }
}
