package io.meterhouse.ratingengine.cycle;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.BillingPeriod;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.UUID;

/** Names a billing cycle; ordered, so that everybody locks cycles in the same order. */
public record CycleKey(TenantId tenant, BillingScope scope, BillingPeriod period)
    implements Comparable<CycleKey> {

  private static final Comparator<CycleKey> ORDER =
      Comparator.comparing(CycleKey::tenant)
          .thenComparing(key -> key.scope().type())
          .thenComparing(key -> key.scope().id())
          .thenComparing(key -> key.period().start());

  @Override
  public int compareTo(CycleKey other) {
    return ORDER.compare(this, other);
  }

  /** Whose cycle it is. */
  public CycleOwner owner() {
    return CycleOwner.of(tenant, scope);
  }

  /** The id of a cycle opened by rating: the same however often and wherever it is opened. */
  public UUID id() {
    return named("cycle", tenant.value(), scope.type(), scope.id(), period.start().toString());
  }

  /** The id of this cycle's item of that meter, likewise. */
  public UUID itemId(UUID cycleId, String meter) {
    return named("item", cycleId.toString(), meter);
  }

  /** The id of what is charged in the cycle of that id for what another one lacks, likewise. */
  public static UUID adjustmentId(UUID closedCycle, String meter, UUID openCycle) {
    return named("adjustment", closedCycle.toString(), meter, openCycle.toString());
  }

  private static UUID named(String... parts) {
    StringBuilder name = new StringBuilder();
    for (String part : parts) {
      // The length in front keeps ("a/b", "c") and ("a", "b/c") apart.
      name.append(part.length()).append(':').append(part);
    }
    return UUID.nameUUIDFromBytes(name.toString().getBytes(StandardCharsets.UTF_8));
  }
}
