package io.meterhouse.aggregator.audit;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.MeterBuildRow;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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

  /** In which partitions each is done; none of them, as long as it is only announced. */
  private final Map<Version, Set<Integer>> done = new HashMap<>();

  private record Version(@Nullable TenantId tenant, String code, int version) {}

  /**
   * @param partitions of usage.unique: each has to be done, also one that has not begun
   */
  public BuiltMeters(Collection<MeterBuildRow> builds, Instant settled, int partitions) {
    this.settled = settled;
    this.partitions = partitions;
    for (MeterBuildRow row : builds) {
      Set<Integer> doneIn =
          done.computeIfAbsent(
              new Version(row.tenant(), row.meter(), row.version()), _ -> new HashSet<>());
      if (row.done()) {
        doneIn.add(row.partition());
      }
    }
  }

  @Override
  public boolean test(Meter meter) {
    Set<Integer> doneIn = done.get(new Version(meter.tenant(), meter.code(), meter.version()));
    return doneIn == null
        ? !settled.isBefore(meter.createdAt().plus(HEARD_OF))
        : doneIn.size() >= partitions;
  }
}
