package io.meterhouse.query;

import java.time.Instant;
import java.util.List;

/**
 * The building of a meter's newest version as the API shows it, partition by partition.
 *
 * @param build what was noted last; the partitions may be further
 */
public record MeterBuildView(
    String code,
    int version,
    int servingVersion,
    MeterView.Build build,
    List<Partition> partitions) {

  /** One partition; those that have not begun are left out. */
  public record Partition(
      int partition, String state, long events, long folded, long misfits, Instant updatedAt) {

    private static Partition of(PartitionBuild build) {
      return new Partition(
          build.partition(),
          MeterView.Build.state(build.done()),
          build.events(),
          build.folded(),
          build.misfits(),
          build.updatedAt());
    }
  }

  /** Shows it. */
  public static MeterBuildView of(MeterState meter, List<PartitionBuild> partitions) {
    return new MeterBuildView(
        meter.newest().code(),
        meter.newest().version(),
        meter.asked().version(),
        MeterView.Build.of(meter.build()),
        partitions.stream().map(Partition::of).toList());
  }
}
