package io.meterhouse.ratingengine.cycle;

import io.meterhouse.metering.TenantId;
import java.util.Comparator;

/**
 * Whose usage a chain of cycles bills: a subject of the tenant or, where that is empty, the tenant
 * as a whole. The cycles of one owner never overlap, whatever their scope types.
 */
public record CycleOwner(TenantId tenant, String subject) implements Comparable<CycleOwner> {

  private static final Comparator<CycleOwner> ORDER =
      Comparator.comparing(CycleOwner::tenant).thenComparing(CycleOwner::subject);

  /** The owner of cycles with that scope. */
  public static CycleOwner of(TenantId tenant, BillingScope scope) {
    return new CycleOwner(tenant, scope.type().equals(BillingScope.GLOBAL) ? "" : scope.id());
  }

  /** The scope of a cycle that continues none. */
  public BillingScope scope() {
    return BillingScope.of(tenant, subject);
  }

  @Override
  public int compareTo(CycleOwner other) {
    return ORDER.compare(this, other);
  }
}
