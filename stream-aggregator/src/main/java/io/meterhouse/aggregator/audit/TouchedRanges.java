package io.meterhouse.aggregator.audit;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.meterhouse.aggregator.recompute.WindowCheck;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.TouchedEvents;
import io.meterhouse.usagestore.TouchedWindows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Gathers which windows an audit has to look at, and cuts them into pieces. Not thread-safe. */
final class TouchedRanges {

  private static final int MAX_STEPS = 24;
  private static final long MAX_EVENTS = 100_000;

  private static final Comparator<Scope> ORDER =
      Comparator.comparing((Scope scope) -> scope.tenant())
          .thenComparing(Scope::type)
          .thenComparing(Scope::scale);

  private final MeterCatalog catalog;
  private final Predicate<Meter> isBuilt;
  private final SortedMap<Scope, SortedMap<Instant, Long>> touched = new TreeMap<>(ORDER);
  private final Map<String, TenantId> tenants = new HashMap<>();
  private long passedOver;

  TouchedRanges(MeterCatalog catalog, Predicate<Meter> isBuilt) {
    this.catalog = catalog;
    this.isBuilt = isBuilt;
  }

  private record Scope(TenantId tenant, String type, WindowCheck.Scale scale) {}

  /** To be checked as one. */
  record Piece(EventRange range, WindowCheck.Scale scale) {}

  void add(TouchedEvents events) {
    TenantId tenant = tenant(events.tenantId());
    for (WindowCheck.Scale scale : scales(tenant, events.type())) {
      add(new Scope(tenant, events.type(), scale), events.start(), events.events());
    }
  }

  void add(TouchedWindows windows) {
    TenantId tenant = tenant(windows.tenantId());
    Optional<Meter> meter =
        catalog
            .meter(tenant, windows.meter())
            .filter(each -> each.version() == windows.meterVersion())
            .filter(isBuilt);
    if (meter.isEmpty()) {
      passedOver += windows.windows();
      return;
    }
    WindowCheck.Scale scale = WindowCheck.Scale.of(meter.get().windowSize());
    add(new Scope(tenant, meter.get().eventType(), scale), windows.start(), 0);
  }

  /** Rows of windows whose meter, or its version, is not asked for, or is being built. */
  long passedOver() {
    return passedOver;
  }

  List<Piece> pieces() {
    List<Piece> pieces = new ArrayList<>();
    touched.forEach((scope, steps) -> addPieces(scope, steps, pieces));
    return pieces;
  }

  private void add(Scope scope, Instant time, long events) {
    long step = scope.scale().step().toSeconds();
    Instant start =
        time.minusSeconds(Math.floorMod(time.getEpochSecond(), step)).truncatedTo(SECONDS);
    if (!start.isBefore(Instant.EPOCH)) {
      touched.computeIfAbsent(scope, missing -> new TreeMap<>()).merge(start, events, Long::sum);
    }
  }

  private static void addPieces(Scope scope, SortedMap<Instant, Long> steps, List<Piece> pieces) {
    @Nullable Instant from = null;
    @Nullable Instant to = null;
    long events = 0;
    for (Map.Entry<Instant, Long> step : steps.entrySet()) {
      boolean goesOn =
          from != null
              && step.getKey().equals(to)
              && events + step.getValue() <= MAX_EVENTS
              && from.plus(scope.scale().step().multipliedBy(MAX_STEPS)).isAfter(step.getKey());
      if (!goesOn) {
        add(scope, from, to, pieces);
        from = step.getKey();
        events = 0;
      }
      events += step.getValue();
      to = step.getKey().plus(scope.scale().step());
    }
    add(scope, from, to, pieces);
  }

  private static void add(
      Scope scope, @Nullable Instant from, @Nullable Instant to, List<Piece> pieces) {
    if (from != null && to != null) {
      pieces.add(new Piece(new EventRange(scope.tenant(), scope.type(), from, to), scope.scale()));
    }
  }

  /** Of the meters that read such events. */
  private Set<WindowCheck.Scale> scales(TenantId tenant, String type) {
    EnumSet<WindowCheck.Scale> scales = EnumSet.noneOf(WindowCheck.Scale.class);
    if (type.equals(Meter.SNAPSHOT_TYPE)) {
      scales.add(WindowCheck.Scale.DAY);
      return scales;
    }
    for (Meter meter : catalog.countingFor(tenant, type)) {
      if (meter.source() == MeterSource.EVENTS) {
        scales.add(WindowCheck.Scale.of(meter.windowSize()));
      }
    }
    return scales;
  }

  private TenantId tenant(String id) {
    return tenants.computeIfAbsent(id, TenantId::of);
  }
}
