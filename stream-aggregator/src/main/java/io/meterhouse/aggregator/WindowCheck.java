package io.meterhouse.aggregator;

import com.google.protobuf.ByteString;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Last;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.Dimension;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.UniquePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the stored windows of a range with the fold of its events: first the windows are brought
 * to it, then the events. A window reflects exactly the events whose position is below its version,
 * so it can be told what it should be while more events come in. Not thread-safe.
 */
final class WindowCheck {

  /**
   * A meter counts from the moment that the aggregator has heard of it, which is after it was made.
   * Events accepted sooner than this after it may be from before that moment.
   */
  static final Duration YOUNG = Duration.ofHours(1);

  /** Contributions to suspected windows; with more, those windows are not decided. */
  private static final int MAX_REMEMBERED = 200_000;

  private static final Logger LOG = LoggerFactory.getLogger(WindowCheck.class);

  private final EventRange range;
  private final Scale scale;
  private final MeterCatalog catalog;
  private final Instant settled;
  private final Recompute recompute;
  private final Map<AggregateKey, AggregateRow> stored = new HashMap<>();
  private final Set<AggregateKey> suspects;
  private final Map<AggregateKey, List<Remembered>> remembered = new HashMap<>();
  private final Set<AggregateKey> undecided = new HashSet<>();
  private int remembering;
  private long events;

  /** Windows of these lengths are checked together, in ranges of that many hours or days. */
  enum Scale {
    UP_TO_AN_HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1));

    private final Duration step;

    Scale(Duration step) {
      this.step = step;
    }

    Duration step() {
      return step;
    }

    static Scale of(WindowSize size) {
      return size == WindowSize.DAY ? DAY : UP_TO_AN_HOUR;
    }
  }

  private record Remembered(Contribution contribution, long offset, boolean certain) {}

  /**
   * @param settled events accepted before it must be in a window, whatever version it claims
   * @param suspects windows that differed when they were looked at before: of these it is found out
   *     whether they are young
   */
  WindowCheck(
      EventRange range,
      Scale scale,
      MeterCatalog catalog,
      Instant settled,
      Set<AggregateKey> suspects) {
    this.range = range;
    this.scale = scale;
    this.catalog = catalog;
    this.settled = settled;
    this.suspects = suspects;
    this.recompute = new Recompute(catalog);
  }

  void window(AggregateRow row) {
    AggregateKey key = key(row);
    if (isOurs(key) && row.meterVersion() == meter(key).version()) {
      stored.put(key, row);
    }
  }

  void event(EventRow event) {
    events++;
    for (Contribution contribution : contributions(event)) {
      if (isOurs(contribution.key())) {
        add(contribution, event);
      }
    }
  }

  private List<Contribution> contributions(EventRow event) {
    try {
      return recompute.contributions(event);
    } catch (IllegalArgumentException e) {
      // The event that was folded could be read, so this one is damaged: its windows will differ.
      LOG.error(
          "usage_events: {} {} {} cannot be read", event.tenantId(), event.type(), event.id(), e);
      return List.of();
    }
  }

  long events() {
    return events;
  }

  long undecided() {
    return undecided.size();
  }

  /** Those that are stored, and those that should be. */
  long windows() {
    return stored.size()
        + recompute.windows().keySet().stream().filter(key -> !stored.containsKey(key)).count();
  }

  /** A quick look at how much is held. */
  int size() {
    return stored.size() + recompute.windows().size();
  }

  List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    stored.forEach(
        (key, row) -> {
          Aggregate expected = recompute.windows().getOrDefault(key, WindowState.EMPTY).aggregate();
          if (!undecided.contains(key)
              && !expected.equals(row.aggregate())
              && !isOfAYoungMeter(key, row.aggregate())) {
            differences.add(difference(key, text(expected), text(row)));
          }
        });
    recompute
        .windows()
        .forEach(
            (key, expected) -> {
              if (!stored.containsKey(key) && !undecided.contains(key)) {
                differences.add(difference(key, text(expected.aggregate()), "no window"));
              }
            });
    return differences;
  }

  private void add(Contribution contribution, EventRow event) {
    AggregateKey key = contribution.key();
    @Nullable AggregateRow row = stored.get(key);
    @Nullable UniquePosition unique = event.unique();
    boolean mustBeIn = event.acceptedAt().isBefore(settled);
    boolean certain = !event.acceptedAt().isBefore(meter(key).createdAt().plus(YOUNG));
    if (row == null) {
      if (mustBeIn && certain) {
        recompute.add(contribution, event);
      }
      return;
    }
    if (unique == null && !mustBeIn) {
      // Written by a version that keeps no positions, just now: whether it is in cannot be told.
      undecided.add(key);
      return;
    }
    if (mustBeIn || (unique != null && unique.offset() < row.version())) {
      recompute.add(contribution, event);
      remember(key, new Remembered(contribution, unique == null ? -1 : unique.offset(), certain));
    }
  }

  private void remember(AggregateKey key, Remembered contribution) {
    if (!suspects.contains(key)) {
      return;
    }
    if (remembering < MAX_REMEMBERED) {
      remembered.computeIfAbsent(key, missing -> new ArrayList<>()).add(contribution);
      remembering++;
    } else if (!contribution.certain()) {
      undecided.add(key);
    }
  }

  /**
   * Whether a window is what it would be had its meter begun to count at some position before the
   * first event that is certain to be counted.
   */
  private boolean isOfAYoungMeter(AggregateKey key, Aggregate found) {
    List<Remembered> contributions = remembered.getOrDefault(key, List.of());
    WindowState state = WindowState.EMPTY;
    for (Remembered each : contributions) {
      if (each.certain()) {
        state = state.plus(each.contribution(), 0, Instant.EPOCH);
      }
    }
    List<Remembered> early =
        contributions.stream()
            .filter(each -> !each.certain())
            .sorted(Comparator.comparingLong(Remembered::offset).reversed())
            .toList();
    for (Remembered each : early) {
      if (state.aggregate().equals(found)) {
        return true;
      }
      state = state.plus(each.contribution(), 0, Instant.EPOCH);
    }
    return false;
  }

  private boolean isOurs(AggregateKey key) {
    return catalog.meter(range.tenant(), key.getMeter()).isPresent()
        && Scale.of(WindowSize.ofSeconds(key.getWindowSeconds())) == scale
        && range.contains(Instant.ofEpochSecond(key.getWindowStartEpochSeconds()));
  }

  private Meter meter(AggregateKey key) {
    return catalog.meter(range.tenant(), key.getMeter()).orElseThrow();
  }

  private static AggregateKey key(AggregateRow row) {
    AggregateKey.Builder key =
        AggregateKey.newBuilder()
            .setTenantId(row.tenantId())
            .setMeter(row.meter())
            .setMeterVersion(row.meterVersion())
            .setSubject(row.subject())
            .setWindowStartEpochSeconds(row.window().start().getEpochSecond())
            .setWindowSeconds(row.window().size().seconds())
            .setShard(row.shard());
    row.dimensions()
        .forEach(
            (name, value) ->
                key.addDimensions(Dimension.newBuilder().setName(name).setValue(value)));
    if (row.member() != null) {
      key.setMember(ByteString.copyFrom(row.member().bytes()));
    }
    return key.build();
  }

  private static Difference difference(AggregateKey key, String expected, String found) {
    Window window =
        new Window(
            Instant.ofEpochSecond(key.getWindowStartEpochSeconds()),
            WindowSize.ofSeconds(key.getWindowSeconds()));
    return new Difference(
        Difference.Kind.WINDOW,
        key.getTenantId(),
        key,
        -1,
        window.start(),
        window.end(),
        expected,
        found);
  }

  private static String text(AggregateRow row) {
    return text(row.aggregate()) + " at version " + row.version();
  }

  private static String text(Aggregate aggregate) {
    @Nullable Last last = aggregate.last();
    if (aggregate.min() == null || aggregate.max() == null || last == null) {
      return "count 0";
    }
    return "count %d, sum %s, min %s, max %s, last %s of %s (%s)"
        .formatted(
            aggregate.count(),
            aggregate.sum().toPlainString(),
            aggregate.min().toPlainString(),
            aggregate.max().toPlainString(),
            last.value().toPlainString(),
            last.time(),
            last.ingestId());
  }
}
