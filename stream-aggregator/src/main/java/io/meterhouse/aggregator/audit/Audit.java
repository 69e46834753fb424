package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.folding.EventVoids;
import io.meterhouse.aggregator.recompute.Difference;
import io.meterhouse.aggregator.recompute.WindowCheck;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.CountDifference;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.PartitionCount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Checks two promises on what is stored, also while usage flows. P2: every accepted record is
 * counted in the ledger once, as unique, duplicate or rejected, and what it counts as unique or
 * rejected is stored. P3: every window is the fold of its events.
 *
 * <p>What differs is looked at a second time, behind a barrier, before it is told. Safe for use by
 * several threads.
 */
public final class Audit {

  /** Of the differences so many are told, all are counted. */
  public static final int MAX_LISTED = 1_000;

  /**
   * What a partition's follower has not got yet, and our clock where the brokers have stamped
   * nothing of late: what was accepted so much before the watermark is in all the same.
   */
  public static final Duration CLOCK_MARGIN = Duration.ofSeconds(10);

  private static final Duration SLICE = Duration.ofHours(1);
  private static final int SLICES_AT_ONCE = 24;

  /** Windows held at once; a range with more is checked by parts. */
  private static final int MAX_WINDOWS = 100_000;

  private static final int PARTS = 8;
  private static final int MAX_PARTS = 4_096;

  private final AuditStore store;
  private final AuditBarrier barrier;
  private final Supplier<MeterCatalog> catalog;
  private final int partitions;
  private final Duration margin;

  /**
   * @param partitions of usage.unique
   * @param margin see {@link #CLOCK_MARGIN}
   */
  public Audit(
      AuditStore store,
      AuditBarrier barrier,
      Supplier<MeterCatalog> catalog,
      int partitions,
      Duration margin) {
    this.store = store;
    this.barrier = barrier;
    this.catalog = catalog;
    this.partitions = partitions;
    this.margin = margin;
  }

  /**
   * Everything accepted before it can be audited now.
   *
   * @throws AuditException where the store does not say, or has no watermark yet
   */
  public Instant settled() {
    return store
        .watermark()
        .orElseThrow(
            () ->
                new AuditException(
                    "there is no watermark yet (expected: a stream-aggregator that has worked)"))
        .minus(margin);
  }

  /**
   * Works through the period up to {@link #settled()}.
   *
   * @param stopping asked between two pieces of work: whether to give up
   * @throws AuditException where it cannot be carried out, or was given up
   */
  public AuditReport run(AuditPeriod asked, BooleanSupplier stopping) {
    Instant settled = settled();
    Instant to = asked.to().isBefore(settled) ? asked.to() : settled;
    AuditPeriod period = new AuditPeriod(asked.from(), to, asked.tenant());
    Run run = new Run(period, settled, stopping);
    if (!period.isEmpty()) {
      barrier.await();
      run.carryOut();
    }
    return run.report();
  }

  private final class Run {

    private final AuditPeriod period;
    private final Instant settled;
    private final BooleanSupplier stopping;
    private final List<Difference> listed = new ArrayList<>();
    private final Map<String, Long> found = new TreeMap<>();
    private long ledgerRows;
    private long windows;
    private long events;
    private long passedOver;
    private long undecided;

    private Run(AuditPeriod period, Instant settled, BooleanSupplier stopping) {
      this.period = period;
      this.settled = settled;
      this.stopping = stopping;
    }

    private void carryOut() {
      List<AcceptedSlice> slices = slices();
      for (int first = 0; first < slices.size(); first += SLICES_AT_ONCE) {
        // A day at once: neighbouring hours go into the same windows, which are looked at once.
        TouchedRanges touched = new TouchedRanges(catalog.get(), built());
        for (AcceptedSlice slice :
            slices.subList(first, Math.min(first + SLICES_AT_ONCE, slices.size()))) {
          goOn();
          checkCounts(slice);
          store.touchedEvents(slice).forEach(touched::add);
          store.touchedWindows(slice).forEach(touched::add);
        }
        passedOver += touched.passedOver();
        for (TouchedRanges.Piece piece : touched.pieces()) {
          checkWindows(piece.range(), piece.scale());
        }
      }
    }

    private AuditReport report() {
      return new AuditReport(
          period, settled, ledgerRows, windows, events, passedOver, undecided, found, listed);
    }

    private List<AcceptedSlice> slices() {
      List<AcceptedSlice> slices = new ArrayList<>();
      for (Instant from = period.from(); from.isBefore(period.to()); from = from.plus(SLICE)) {
        Instant end = from.plus(SLICE);
        slices.add(
            new AcceptedSlice(
                from, end.isBefore(period.to()) ? end : period.to(), period.tenant()));
      }
      return slices;
    }

    private void checkCounts(AcceptedSlice slice) {
      ledgerRows += store.ledgerRows(slice);
      if (!countDifferences(slice).isEmpty()) {
        barrier.await();
        countDifferences(slice).forEach(this::tell);
      }
    }

    private List<Difference> countDifferences(AcceptedSlice slice) {
      List<Difference> differences = new ArrayList<>();
      store.unbalanced(slice).forEach(row -> differences.add(unbalanced(row)));
      if (slice.tenant() == null) {
        store.partitions(slice).stream()
            .filter(partition -> partition.counted() != partition.offsets())
            .forEach(partition -> differences.add(records(slice, partition)));
      }
      store
          .eventsOtherThanCounted(slice)
          .forEach(row -> differences.add(stored(Difference.Kind.EVENTS, row)));
      store
          .rejectionsOtherThanCounted(slice)
          .forEach(row -> differences.add(stored(Difference.Kind.REJECTIONS, row)));
      return differences;
    }

    private void checkWindows(EventRange range, WindowCheck.Scale scale) {
      goOn();
      WindowCheck first = look(range, scale, () -> {});
      if (first.size() > MAX_WINDOWS && range.shares() < MAX_PARTS) {
        for (int part = 0; part < PARTS; part++) {
          checkWindows(range.part(part, PARTS), scale);
        }
        return;
      }
      windows += first.windows();
      events += first.events();
      Set<AggregateKey> suspects = windowsOf(first.differences());
      if (suspects.isEmpty()) {
        undecided += first.undecided();
        return;
      }
      // Behind the barrier every event is stored that a window read before it can reflect.
      WindowCheck second = look(range, scale, barrier::await);
      undecided += second.undecided();
      second.differences().stream()
          .filter(difference -> suspects.contains(difference.window()))
          .forEach(this::tell);
    }

    private BuiltMeters built() {
      return new BuiltMeters(store.builds(), settled, partitions);
    }

    private WindowCheck look(EventRange range, WindowCheck.Scale scale, Runnable between) {
      MeterCatalog meters = catalog.get();
      WindowCheck check = new WindowCheck(range, scale, meters, settled, built());
      List<Meter> wanted =
          meters.all().stream()
              .filter(meter -> meter.eventType().equals(range.type()))
              .filter(meter -> WindowCheck.Scale.of(meter.windowSize()) == scale)
              .filter(meter -> meter.tenant() == null || range.tenant().equals(meter.tenant()))
              .toList();
      store.windows(
          range,
          wanted,
          row -> {
            if (isRoomFor(check, range)) {
              check.window(row);
            }
          });
      between.run();
      if (isRoomFor(check, range)) {
        check.voids(EventVoids.of(store.voids(range)));
        store.events(
            range,
            event -> {
              if (isRoomFor(check, range)) {
                check.event(event);
              }
            });
      }
      return check;
    }

    /** What has more is looked at again by parts, so there is no need to hold all of it. */
    private boolean isRoomFor(WindowCheck check, EventRange range) {
      return check.size() <= MAX_WINDOWS || range.shares() >= MAX_PARTS;
    }

    private void tell(Difference difference) {
      found.merge(difference.kind().promise(), 1L, Long::sum);
      if (listed.size() < MAX_LISTED) {
        listed.add(difference);
      }
    }

    private void goOn() {
      if (stopping.getAsBoolean()) {
        throw new AuditException("the audit was given up");
      }
    }
  }

  private static Set<AggregateKey> windowsOf(List<Difference> differences) {
    return differences.stream()
        .map(difference -> Objects.requireNonNull(difference.window()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Difference unbalanced(LedgerRow row) {
    return ofMinute(
        Difference.Kind.LEDGER,
        row.tenantId(),
        row.acceptedMinute(),
        row.partition(),
        "accepted %d = unique + duplicates + rejected".formatted(row.accepted()),
        "%d + %d + %d".formatted(row.unique(), row.duplicates(), row.rejected()));
  }

  private static Difference records(AcceptedSlice slice, PartitionCount partition) {
    return new Difference(
        Difference.Kind.RECORDS,
        "",
        null,
        partition.partition(),
        slice.from(),
        slice.to(),
        partition.offsets() + " records, as many as the partition took",
        partition.counted() + " in the ledger");
  }

  private static Difference stored(Difference.Kind kind, CountDifference row) {
    String what = kind == Difference.Kind.EVENTS ? "unique events" : "rejected records";
    return ofMinute(
        kind,
        row.tenantId(),
        row.minute(),
        row.partition(),
        "%d %s, as the ledger counts".formatted(row.counted(), what),
        row.stored() + " stored");
  }

  private static Difference ofMinute(
      Difference.Kind kind,
      String tenant,
      Instant minute,
      int partition,
      String expected,
      String found) {
    return new Difference(
        kind, tenant, null, partition, minute, minute.plusSeconds(60), expected, found);
  }
}
