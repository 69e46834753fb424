package io.meterhouse.metering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The meters in force; immutable. A tenant's meter stands in the place of the platform's meter of
 * the same code, for that tenant. Of a meter whose newest version is still being counted over the
 * events that were there before it, the version that is asked for until then counts too.
 */
public final class MeterCatalog {

  private static final MeterCatalog EMPTY = new MeterCatalog(Scope.EMPTY, Map.of());

  private final Scope platform;
  private final Map<TenantId, Scope> tenants;

  private MeterCatalog(Scope platform, Map<TenantId, Scope> tenants) {
    this.platform = platform;
    this.tenants = tenants;
  }

  public static MeterCatalog empty() {
    return EMPTY;
  }

  public static MeterCatalog of(Collection<Meter> meters) {
    return EMPTY.withAll(meters.stream().map(MeterVersions::of).toList());
  }

  /** With this meter in the place of the one of its tenant and code, if there is one. */
  public MeterCatalog with(Meter meter) {
    return withAll(List.of(MeterVersions.of(meter)));
  }

  /** As {@link #with} for each, at the cost of one copy. */
  public MeterCatalog withAll(Collection<MeterVersions> meters) {
    Map<@Nullable TenantId, Map<String, MeterVersions>> changed = new HashMap<>();
    for (MeterVersions meter : meters) {
      changed
          .computeIfAbsent(meter.newest().tenant(), tenant -> new HashMap<>(scope(tenant).byCode))
          .put(meter.newest().code(), meter);
    }
    return replacing(changed);
  }

  /** Without the meter of that tenant (null: the platform) and code. */
  public MeterCatalog without(@Nullable TenantId tenant, String code) {
    Map<String, MeterVersions> remaining = new HashMap<>(scope(tenant).byCode);
    remaining.remove(code);
    Map<@Nullable TenantId, Map<String, MeterVersions>> changed = new HashMap<>();
    changed.put(tenant, remaining);
    return replacing(changed);
  }

  /**
   * What new events of this tenant and type have to fit: the newest versions of its own meters and
   * the platform's.
   */
  public List<Meter> metersFor(TenantId tenant, String eventType) {
    return of(tenant, eventType, Scope::newestOfType);
  }

  /** What counts events of this tenant and type: as {@link #metersFor}, and what is still asked. */
  public List<Meter> countingFor(TenantId tenant, String eventType) {
    return of(tenant, eventType, Scope::countingOfType);
  }

  /** The newest version of the meter that takes this tenant's snapshots of that metric. */
  public Optional<Meter> snapshotMeter(TenantId tenant, String code) {
    return versions(tenant, code)
        .map(MeterVersions::newest)
        .filter(meter -> meter.source() == MeterSource.SNAPSHOTS);
  }

  /** What counts this tenant's snapshots of that metric. */
  public List<Meter> countingSnapshots(TenantId tenant, String code) {
    return versions(tenant, code).stream()
        .flatMap(meter -> meter.counting().stream())
        .filter(meter -> meter.source() == MeterSource.SNAPSHOTS)
        .toList();
  }

  /** What is asked for under that code: of the tenant's meter, else of the platform's. */
  public Optional<Meter> meter(TenantId tenant, String code) {
    return versions(tenant, code).map(MeterVersions::asked);
  }

  /** The tenant's meter of that code, else the platform's. */
  public Optional<MeterVersions> versions(TenantId tenant, String code) {
    MeterVersions own = scope(tenant).byCode.get(code);
    return Optional.ofNullable(own != null ? own : platform.byCode.get(code));
  }

  /** Every meter in all versions that count, in no order. */
  public List<Meter> all() {
    return all(MeterVersions::counting);
  }

  /** The newest version of every meter, in no order. */
  public List<Meter> newest() {
    return all(versions -> List.of(versions.newest()));
  }

  private List<Meter> all(Function<MeterVersions, List<Meter>> wanted) {
    List<Meter> meters = new ArrayList<>();
    platform.byCode.values().forEach(versions -> meters.addAll(wanted.apply(versions)));
    tenants
        .values()
        .forEach(scope -> scope.byCode.values().forEach(each -> meters.addAll(wanted.apply(each))));
    return List.copyOf(meters);
  }

  private List<Meter> of(
      TenantId tenant, String eventType, BiFunction<Scope, String, List<Meter>> ofType) {
    List<Meter> platforms = ofType.apply(platform, eventType);
    Scope own = tenants.get(tenant);
    if (own == null) {
      return platforms;
    }
    List<Meter> meters = new ArrayList<>(ofType.apply(own, eventType));
    for (Meter meter : platforms) {
      if (!own.byCode.containsKey(meter.code())) {
        meters.add(meter);
      }
    }
    return List.copyOf(meters);
  }

  private Scope scope(@Nullable TenantId tenant) {
    return tenant == null ? platform : tenants.getOrDefault(tenant, Scope.EMPTY);
  }

  private MeterCatalog replacing(Map<@Nullable TenantId, Map<String, MeterVersions>> changed) {
    Scope newPlatform = platform;
    Map<TenantId, Scope> newTenants = new HashMap<>(tenants);
    for (Map.Entry<@Nullable TenantId, Map<String, MeterVersions>> entry : changed.entrySet()) {
      Scope scope = Scope.of(entry.getValue());
      TenantId tenant = entry.getKey();
      if (tenant == null) {
        newPlatform = scope;
      } else if (scope.byCode.isEmpty()) {
        newTenants.remove(tenant);
      } else {
        newTenants.put(tenant, scope);
      }
    }
    return new MeterCatalog(newPlatform, newTenants);
  }

  /** The meters of one tenant, or of the platform. */
  private record Scope(
      Map<String, MeterVersions> byCode,
      Map<String, List<Meter>> newest,
      Map<String, List<Meter>> counting) {

    static final Scope EMPTY = new Scope(Map.of(), Map.of(), Map.of());

    static Scope of(Map<String, MeterVersions> byCode) {
      Map<String, List<Meter>> newest = new HashMap<>();
      Map<String, List<Meter>> counting = new HashMap<>();
      for (MeterVersions versions : byCode.values()) {
        add(versions.newest(), newest);
        versions.counting().forEach(meter -> add(meter, counting));
      }
      return new Scope(Map.copyOf(byCode), copyOf(newest), copyOf(counting));
    }

    private static void add(Meter meter, Map<String, List<Meter>> byType) {
      byType.computeIfAbsent(meter.eventType(), type -> new ArrayList<>()).add(meter);
    }

    private static Map<String, List<Meter>> copyOf(Map<String, List<Meter>> byType) {
      byType.replaceAll((type, meters) -> List.copyOf(meters));
      return Map.copyOf(byType);
    }

    List<Meter> newestOfType(String eventType) {
      return newest.getOrDefault(eventType, List.of());
    }

    List<Meter> countingOfType(String eventType) {
      return counting.getOrDefault(eventType, List.of());
    }
  }
}
