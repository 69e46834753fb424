package io.meterhouse.aggregator.audit;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.MeterBuildRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which meters have counted the events that were there before them. One of which nothing was said
 * was there before builds were, or has only just been made.
 */
public final class BuiltMeters implements Predicate<Meter> {

  /**
   * A meter is made in the control plane; that it is to be built is said once the aggregate stage
   * has heard of it, and whoever looks in between would miss its windows.
   */
  public static final Duration HEARD_OF = Duration.ofMinutes(1);

  private final Instant settled;
  private final Map<Version, Boolean> done = new HashMap<>();

  private record Version(@Nullable TenantId tenant, String code, int version) {}

  public BuiltMeters(Collection<MeterBuildRow> builds, Instant settled) {
    this.settled = settled;
    for (MeterBuildRow row : builds) {
      done.merge(
          new Version(row.tenant(), row.meter(), row.version()), row.done(), Boolean::logicalAnd);
    }
  }

  @Override
  public boolean test(Meter meter) {
    Boolean isDone = done.get(new Version(meter.tenant(), meter.code(), meter.version()));
    return isDone == null ? !settled.isBefore(meter.createdAt().plus(HEARD_OF)) : isDone;
  }
}
