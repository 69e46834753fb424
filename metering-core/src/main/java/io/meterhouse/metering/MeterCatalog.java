package io.meterhouse.metering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The meters in force; immutable. A tenant's meter stands in the place of the platform's meter of
 * the same code, for that tenant.
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
    return EMPTY.withAll(meters);
  }

  /** With this meter in the place of the one of its tenant and code, if there is one. */
  public MeterCatalog with(Meter meter) {
    return withAll(List.of(meter));
  }

  /** As {@link #with} for each, at the cost of one copy. */
  public MeterCatalog withAll(Collection<Meter> meters) {
    Map<@Nullable TenantId, Map<String, Meter>> changed = new HashMap<>();
    for (Meter meter : meters) {
      changed
          .computeIfAbsent(meter.tenant(), tenant -> new HashMap<>(scope(tenant).byCode))
          .put(meter.code(), meter);
    }
    return replacing(changed);
  }

  /** Without the meter of that tenant (null: the platform) and code. */
  public MeterCatalog without(@Nullable TenantId tenant, String code) {
    Map<String, Meter> remaining = new HashMap<>(scope(tenant).byCode);
    remaining.remove(code);
    Map<@Nullable TenantId, Map<String, Meter>> changed = new HashMap<>();
    changed.put(tenant, remaining);
    return replacing(changed);
  }

  /** The meters that read this tenant's events of this type: its own and the platform's. */
  public List<Meter> metersFor(TenantId tenant, String eventType) {
    List<Meter> platforms = platform.ofType(eventType);
    Scope own = tenants.get(tenant);
    if (own == null) {
      return platforms;
    }
    List<Meter> meters = new ArrayList<>(own.ofType(eventType));
    for (Meter meter : platforms) {
      if (!own.byCode.containsKey(meter.code())) {
        meters.add(meter);
      }
    }
    return List.copyOf(meters);
  }

  /** The meter that takes this tenant's snapshots of that metric. */
  public Optional<Meter> snapshotMeter(TenantId tenant, String code) {
    return meter(tenant, code).filter(meter -> meter.source() == MeterSource.SNAPSHOTS);
  }

  /** The tenant's meter of that code, else the platform's. */
  public Optional<Meter> meter(TenantId tenant, String code) {
    Meter own = scope(tenant).byCode.get(code);
    return Optional.ofNullable(own != null ? own : platform.byCode.get(code));
  }

  /** Every meter, in no order. */
  public List<Meter> all() {
    List<Meter> meters = new ArrayList<>(platform.byCode.values());
    tenants.values().forEach(scope -> meters.addAll(scope.byCode.values()));
    return List.copyOf(meters);
  }

  private Scope scope(@Nullable TenantId tenant) {
    return tenant == null ? platform : tenants.getOrDefault(tenant, Scope.EMPTY);
  }

  private MeterCatalog replacing(Map<@Nullable TenantId, Map<String, Meter>> changed) {
    Scope newPlatform = platform;
    Map<TenantId, Scope> newTenants = new HashMap<>(tenants);
    for (Map.Entry<@Nullable TenantId, Map<String, Meter>> entry : changed.entrySet()) {
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
  private record Scope(Map<String, Meter> byCode, Map<String, List<Meter>> byType) {

    static final Scope EMPTY = new Scope(Map.of(), Map.of());

    static Scope of(Map<String, Meter> byCode) {
      Map<String, List<Meter>> byType = new HashMap<>();
      for (Meter meter : byCode.values()) {
        byType.computeIfAbsent(meter.eventType(), type -> new ArrayList<>()).add(meter);
      }
      byType.replaceAll((type, meters) -> List.copyOf(meters));
      return new Scope(Map.copyOf(byCode), Map.copyOf(byType));
    }

    List<Meter> ofType(String eventType) {
      return byType.getOrDefault(eventType, List.of());
    }
  }
}
