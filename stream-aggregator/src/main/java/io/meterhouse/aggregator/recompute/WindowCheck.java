package io.meterhouse.aggregator.recompute;

import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.folding.EventVoids;
import io.meterhouse.aggregator.folding.Recompute;
import io.meterhouse.aggregator.folding.WindowKeys;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Last;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.UniquePosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the stored windows of a range with the fold of its events: first the windows are brought
 * to it, then the voids, then the events. A window reflects exactly the events whose position is
 * below its version, less those whose void is, so it can be told what it should be while more
 * events come in. Not thread-safe.
 */
public final class WindowCheck {

  private static final Logger LOG = LoggerFactory.getLogger(WindowCheck.class);

  private final EventRange range;
  private final Scale scale;
  private final MeterCatalog catalog;
  private final Instant settled;
  private final Predicate<Meter> isBuilt;
  private final Recompute recompute;
  private final Map<AggregateKey, AggregateRow> stored = new HashMap<>();
  private final Set<AggregateKey> undecided = new HashSet<>();
  private EventVoids voids = EventVoids.NONE;
  private long events;

  /** Windows of these lengths are checked together, in ranges of that many hours or days. */
  public enum Scale {
    UP_TO_AN_HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1));

    private final Duration step;

    Scale(Duration step) {
      this.step = step;
    }

    public Duration step() {
      return step;
    }

    public static Scale of(WindowSize size) {
      return size == WindowSize.DAY ? DAY : UP_TO_AN_HOUR;
    }
  }

  /**
   * @param settled events accepted before it must be in a window, whatever version it claims
   * @param isBuilt whether a meter has counted the events that were there before it: of others no
   *     window is looked at
   */
  public WindowCheck(
      EventRange range,
      Scale scale,
      MeterCatalog catalog,
      Instant settled,
      Predicate<Meter> isBuilt) {
    this.range = range;
    this.scale = scale;
    this.catalog = catalog;
    this.settled = settled;
    this.isBuilt = isBuilt;
    this.recompute = new Recompute(catalog);
  }

  public void window(AggregateRow row) {
    AggregateKey key = WindowKeys.of(row);
    if (isOurs(key)) {
      stored.put(key, row);
    }
  }

  /** Of the events of the range; to be told before any of them. */
  public void voids(EventVoids found) {
    voids = found;
  }

  public void event(EventRow event) {
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

  public long events() {
    return events;
  }

  public long undecided() {
    return undecided.size();
  }

  /** Those that are stored, and those that should be. */
  public long windows() {
    return stored.size()
        + recompute.windows().keySet().stream().filter(key -> !stored.containsKey(key)).count();
  }

  /** A quick look at how much is held. */
  public int size() {
    return stored.size() + recompute.windows().size();
  }

  public List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    stored.forEach(
        (key, row) -> {
          Aggregate expected = recompute.windows().getOrDefault(key, WindowState.EMPTY).aggregate();
          if (!undecided.contains(key) && !expected.equals(row.aggregate())) {
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
    if (row != null && unique == null && !mustBeIn) {
      // Written by a version that keeps no positions, just now: whether it is in cannot be told.
      undecided.add(key);
      return;
    }
    long version = row == null ? 0 : row.version();
    if (mustBeIn || (unique != null && unique.offset() < version)) {
      @Nullable EventVoid why = voids.of(event);
      if (why == null || !isOut(why, version)) {
        recompute.add(contribution, event);
      }
    }
  }

  private boolean isOut(EventVoid why, long version) {
    return why.unique().offset() < version || why.voidedAt().isBefore(settled);
  }

  private boolean isOurs(AggregateKey key) {
    return catalog
            .meter(range.tenant(), key.getMeter())
            .filter(meter -> meter.version() == key.getMeterVersion())
            .filter(isBuilt)
            .isPresent()
        && Scale.of(WindowSize.ofSeconds(key.getWindowSeconds())) == scale
        && range.contains(Instant.ofEpochSecond(key.getWindowStartEpochSeconds()));
  }

  private static Difference difference(AggregateKey key, String expected, String found) {
    Window window = WindowKeys.window(key);
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
