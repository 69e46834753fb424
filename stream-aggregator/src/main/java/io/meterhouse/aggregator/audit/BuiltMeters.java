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
  private final int partitions;

  /** By partition of usage.unique, whether each is done there. */
  private final Map<Version, Map<Integer, Boolean>> done = new HashMap<>();

  private record Version(@Nullable TenantId tenant, String code, int version) {}

  /**
   * @param partitions of usage.unique: each has to be done, also one that has not begun
   */
  public BuiltMeters(Collection<MeterBuildRow> builds, Instant settled, int partitions) {
    this.settled = settled;
    this.partitions = partitions;
    for (MeterBuildRow row : builds) {
      done.computeIfAbsent(
              new Version(row.tenant(), row.meter(), row.version()), _ -> new HashMap<>())
          .put(row.partition(), row.done());
    }
  }

  @Override
  public boolean test(Meter meter) {
    Map<Integer, Boolean> known =
        done.get(new Version(meter.tenant(), meter.code(), meter.version()));
    return known == null
        ? !settled.isBefore(meter.createdAt().plus(HEARD_OF))
        : known.size() >= partitions && !known.containsValue(false);
  }
}
