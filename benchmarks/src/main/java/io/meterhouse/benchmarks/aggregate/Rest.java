package io.meterhouse.benchmarks.aggregate;

import io.meterhouse.benchmarks.engines.Waiting;
import io.meterhouse.benchmarks.report.Cost;
import java.time.Duration;

/**
 * When a job that has nothing to do, and the broker beside it, are quiet: RocksDB goes on writing
 * its files anew after a restore, and a broker to disk what was sent.
 */
final class Rest {

  /** Of a core, both together; a job that waits for events polls, commits and sends heartbeats. */
  private static final double QUIET_SHARE = 0.25;

  private static final Waiting PATIENCE =
      new Waiting(Duration.ofSeconds(5), Duration.ofMinutes(30));

  private final AggregateRig rig;
  private Cost before;
  private long lookedAt;

  private Rest(AggregateRig rig) {
    this.rig = rig;
    this.before = rig.cost();
    this.lookedAt = System.nanoTime();
  }

  /** How long it took until they were, with a job that is running. */
  static Duration await(AggregateRig rig) {
    long began = System.nanoTime();
    Rest rest = new Rest(rig);
    PATIENCE.pause();
    PATIENCE.until(
        "the job and the broker are quiet",
        rest::isHere,
        () -> "last they had used " + rest.before);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private boolean isHere() {
    Cost now = rig.cost();
    long at = System.nanoTime();
    Cost used = now.since(before);
    double share =
        (double) used.brokerCpu().plus(used.clientCpu()).toNanos() / Math.max(1, at - lookedAt);
    before = now;
    lookedAt = at;
    return share < QUIET_SHARE;
  }
}
