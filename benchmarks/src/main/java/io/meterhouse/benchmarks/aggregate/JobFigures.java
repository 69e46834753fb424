package io.meterhouse.benchmarks.aggregate;

import java.time.Duration;

/**
 * What a trial tells of the stream job beside its speed.
 *
 * @param identities remembered
 * @param stateBytes on disk, of all stores
 * @param identityBytes of those, of the identities
 * @param start until it runs, with its state on disk
 * @param restore until it runs, without
 */
record JobFigures(
    int tenants,
    long identities,
    long stateBytes,
    long identityBytes,
    Duration start,
    Duration restore) {

  private static final double NANOS_A_SECOND = 1_000_000_000.0;

  /** Bytes an identity are megabytes a million of them. */
  double stateMegabytesPerMillion() {
    return (double) stateBytes / identities;
  }

  double identityMegabytesPerMillion() {
    return (double) identityBytes / identities;
  }

  double startSeconds() {
    return start.toNanos() / NANOS_A_SECOND;
  }

  double restoreSeconds() {
    return restore.toNanos() / NANOS_A_SECOND;
  }

  /** What restoring takes beyond a start that finds its state. */
  double restoreSecondsPerMillion() {
    double micros = restore.minus(start).toNanos() / 1_000.0;
    return Math.max(0, micros / identities);
  }
}
