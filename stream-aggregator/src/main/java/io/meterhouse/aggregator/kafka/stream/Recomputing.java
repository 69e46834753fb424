package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.folding.MeterStart;
import io.meterhouse.aggregator.folding.Stretch;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.recompute.RecomputeBatch;
import io.meterhouse.aggregator.stream.Reach;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The hot windows of one partition that have to be folded again: asks for what they lack, and
 * completes them when it comes. docs/decisions/0010 has the whole of it.
 */
final class Recomputing {

  private final WindowTable store;
  private final Awaited awaited;
  private final Owed owed;
  private final Windows windows;
  private final long newStateId;
  private @Nullable MeterCatalog catalog;

  /**
   * @param newStateId of the state, if it is empty: another one than that of any before it
   */
  Recomputing(WindowTable store, Awaited awaited, Owed owed, Windows windows, long newStateId) {
    this.store = store;
    this.awaited = awaited;
    this.owed = owed;
    this.windows = windows;
    this.newStateId = newStateId;
  }

  /**
   * From the next record on these meters count.
   *
   * @param nextOffset of that record
   */
  void use(MeterCatalog meters, long nextOffset) {
    if (meters == catalog) {
      return;
    }
    catalog = meters;
    @Nullable Reach reach = windows.reach();
    boolean tookOver = !store.keepsStarts() && (reach != null || !store.hasNoWindows());
    if (!store.keepsStarts()) {
      store.keepStarts(tookOver ? 0 : newStateId);
    }
    for (Meter meter : inOrder(meters.all())) {
      String version = Awaited.version(meter.code(), meter.version());
      if (!awaited.knows(version)) {
        begin(meter, version, tookOver ? MeterStart.FROM_THE_BEGINNING : start(reach, nextOffset));
      }
    }
  }

  private static List<Meter> inOrder(List<Meter> meters) {
    return meters.stream()
        .sorted(Comparator.comparing(Meter::code).thenComparingInt(Meter::version))
        .toList();
  }

  private static MeterStart start(@Nullable Reach reach, long nextOffset) {
    return reach == null
        ? MeterStart.FROM_THE_BEGINNING
        : new MeterStart(nextOffset, reach.latestEventSeconds(), false);
  }

  /** Also told where nothing was before: whoever waits for all partitions waits for this one. */
  private void begin(Meter meter, String version, MeterStart start) {
    awaited.begin(version, start);
    @Nullable TenantId tenant = meter.tenant();
    owed.ask(
        MeterBuild.newBuilder()
            .setTenantId(tenant == null ? "" : tenant.value())
            .setMeter(meter.code())
            .setMeterVersion(meter.version())
            .setCut(start.cut())
            .setReleasedUntilEpochSeconds(windows.frontier())
            .build());
  }

  /** The event counts no more from the record at that offset on. */
  void voided(UniqueKey usage, List<Contribution> contributions, long offset) {
    for (Contribution contribution : contributions) {
      if (windows.isHot(contribution)) {
        Bytes window = WindowTable.key(contribution.key());
        store.put(window, WindowState.emptyFrom(offset + 1));
        owed.base(usage, window);
      } else {
        owed.recompute(usage, Stretch.around(contribution.key()));
      }
    }
  }

  /**
   * From the record at that offset on the windows of the stretch are what the raw events say.
   *
   * @throws IllegalArgumentException where they can be of no usage; nothing is changed then
   */
  void recompute(UniqueKey usage, Stretch stretch, long offset) {
    // What nobody can carry out would be waited for without end.
    RecomputeBatch.of(List.of(owed.question(usage, stretch, offset + 1, windows.frontier())));
    List<Bytes> found = new ArrayList<>();
    store.eachEndingAfter(
        windows.frontier(),
        (key, state) -> {
          AggregateKey window = WindowTable.window(key);
          if (isOf(usage, window) && stretch.holds(window)) {
            found.add(key);
          }
        });
    for (Bytes key : found) {
      store.put(key, WindowState.emptyFrom(offset + 1));
    }
    owed.ask(owed.question(usage, stretch, offset + 1, windows.frontier()));
  }

  /** What a window lacks. An answer that comes twice, or was overtaken, changes nothing. */
  void base(AggregateRecord base, long cut) {
    Bytes key = WindowTable.key(base.getKey());
    WindowState before = store.get(key);
    WindowState found = WindowState.fromWire(base);
    if (before == null) {
      if (Stretch.endSeconds(base.getKey()) > windows.frontier()
          && awaited.isDue(base.getKey(), cut)) {
        WindowState whole = new WindowState(found.aggregate(), cut, found.acceptedAt());
        store.put(key, whole);
        owed.window(key);
      }
    } else if (before.partialFrom() == cut) {
      store.put(key, before.completedBy(found, kind(base.getKey())));
      owed.window(key);
    }
  }

  /** A new meter may wait for the same cut, and is not answered by it. */
  void answered(RecomputeScope scope) {
    UniqueKey usage = Awaited.usage(scope);
    Stretch stretch = Stretch.of(scope);
    long cut = scope.getCut();
    completeAll(
        cut,
        window ->
            stretch.holds(window) && isOf(usage, window) && !awaited.waitsForBuild(window, cut));
    awaited.answered(scope);
  }

  void built(MeterBuild build) {
    String version = Awaited.version(build.getMeter(), build.getMeterVersion());
    completeAll(build.getCut(), window -> Awaited.version(window).equals(version));
    awaited.built(version, build.getCut());
  }

  /** Windows for which no base came had nothing before the cut. */
  private void completeAll(long cut, Predicate<AggregateKey> isAnswered) {
    List<Bytes> found = new ArrayList<>();
    store.eachPartialFrom(
        cut,
        (key, state) -> {
          if (state.partialFrom() == cut && isAnswered.test(WindowTable.window(key))) {
            found.add(key);
          }
        });
    for (Bytes key : found) {
      WindowState state = store.get(key);
      if (state != null) {
        store.put(key, state.completedBy(WindowState.EMPTY, Contribution.Kind.FOLDED));
        owed.window(key);
      }
    }
  }

  private boolean isOf(UniqueKey usage, AggregateKey window) {
    return window.getTenantId().equals(usage.tenantId())
        && window.getShard() == usage.shard()
        && meter(window).filter(meter -> meter.eventType().equals(usage.type())).isPresent();
  }

  private Contribution.Kind kind(AggregateKey window) {
    return meter(window).filter(meter -> meter.source() == MeterSource.SNAPSHOTS).isPresent()
        ? Contribution.Kind.DECLARED
        : Contribution.Kind.FOLDED;
  }

  private Optional<Meter> meter(AggregateKey window) {
    MeterCatalog meters = catalog;
    if (meters == null) {
      throw new IllegalStateException("windows before there are meters");
    }
    return meters.versions(TenantId.of(window.getTenantId()), window.getMeter()).stream()
        .flatMap(versions -> versions.counting().stream())
        .filter(meter -> meter.version() == window.getMeterVersion())
        .findFirst();
  }
}
