package io.meterhouse.aggregator.kafka.progress;

import io.meterhouse.kit.kafka.BrokerClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A time that the accepted time of what is not yet in usage.accepted cannot be before. Accepted
 * time is stamped by the leader of each partition; our own clock is another one, and each instance
 * has another.
 *
 * <p>A log keeps its order, so what follows a partition's last record is stamped no earlier than
 * that one. Of a partition where nothing happens, the leader's clock is what counts: {@link
 * BrokerClock} knows what it shows at least, from the records of all the partitions that it leads.
 * A record is stamped a moment before readers can see it, so that much is taken off. A stamp that
 * is further ahead of us than clocks differ is no time at all.
 *
 * <p>Not thread-safe.
 */
public final class AcceptedTime {

  /** From a record's stamp until all replicas have it. */
  static final long REPLICATION_MILLIS = 1_000;

  /** From a record's stamp until the end of the log is behind it, on the one broker there is. */
  static final long APPEND_MILLIS = 100;

  private final long underWayMillis;
  private final Map<Integer, BrokerClock> clocks = new HashMap<>();
  private final Map<Integer, Long> lastStamps = new HashMap<>();
  private long passedMillis = Long.MIN_VALUE;

  public AcceptedTime(int replication) {
    this.underWayMillis = replication > 1 ? REPLICATION_MILLIS : APPEND_MILLIS;
  }

  /**
   * What a look at usage.accepted has shown.
   *
   * @param leaders of all partitions; a partition without one is absent
   * @param stamps of the last record of each partition, milliseconds; absent where there is none
   */
  public record Look(Map<Integer, Integer> leaders, Map<Integer, Long> stamps) {

    public Look {
      leaders = Map.copyOf(leaders);
      stamps = Map.copyOf(stamps);
    }
  }

  /**
   * The time, given that the end of the log is asked for after this. It never goes back.
   *
   * @param monotonicNanos when the look was over
   * @param wallMillis at the same moment
   */
  public Instant passed(Look look, int partitions, long monotonicNanos, long wallMillis) {
    look.stamps()
        .forEach(
            (partition, stamp) -> {
              if (stamp <= wallMillis + BrokerClock.MAX_CLOCK_DIFFERENCE_MILLIS) {
                take(partition, stamp, look.leaders().get(partition), monotonicNanos);
              }
            });
    long earliest = Long.MAX_VALUE;
    for (int partition = 0; partition < partitions; partition++) {
      Integer leader = look.leaders().get(partition);
      BrokerClock clock = leader == null ? new BrokerClock() : clockOf(leader);
      long shown = clock.atLeast(monotonicNanos, wallMillis) - underWayMillis;
      earliest =
          Math.min(earliest, Math.max(shown, lastStamps.getOrDefault(partition, Long.MIN_VALUE)));
    }
    passedMillis = Math.max(passedMillis, earliest);
    return Instant.ofEpochMilli(passedMillis);
  }

  /** Once: a stamp that is seen again says less each time, and would be taken for recent. */
  private void take(int partition, long stamp, @Nullable Integer leader, long monotonicNanos) {
    Long before = lastStamps.get(partition);
    if (before != null && before >= stamp) {
      return;
    }
    lastStamps.put(partition, stamp);
    if (leader != null) {
      clockOf(leader).saw(stamp, monotonicNanos);
    }
  }

  private BrokerClock clockOf(int leader) {
    return clocks.computeIfAbsent(leader, _ -> new BrokerClock());
  }
}
