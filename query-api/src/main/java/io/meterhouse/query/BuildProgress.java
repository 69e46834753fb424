package io.meterhouse.query;

import java.util.Collection;
import java.util.stream.IntStream;

/**
 * How far the newest version of a meter is with counting the events that were accepted before it.
 *
 * @param done whether every partition is
 * @param events to be read; grows while partitions begin
 * @param folded of those, read so far
 * @param misfits of the folded, those that the meter cannot read
 */
public record BuildProgress(boolean done, long events, long folded, long misfits) {

  /** Of a version that was just stored. */
  public static final BuildProgress BEGUN = new BuildProgress(false, 0, 0, 0);

  /** Of a version that had nothing to count. */
  public static final BuildProgress NOTHING_TO_DO = new BuildProgress(true, 0, 0, 0);

  /**
   * What the partitions make together; done where each of them has begun and is done.
   *
   * @param count how many partitions usage.unique has
   */
  public static BuildProgress of(Collection<PartitionBuild> partitions, int count) {
    boolean done =
        IntStream.range(0, count)
            .allMatch(
                number ->
                    partitions.stream().anyMatch(it -> it.partition() == number && it.done()));
    return new BuildProgress(
        done,
        partitions.stream().mapToLong(PartitionBuild::events).sum(),
        partitions.stream().mapToLong(PartitionBuild::folded).sum(),
        partitions.stream().mapToLong(PartitionBuild::misfits).sum());
  }
}
