package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.Metrics;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the tasks of the stream job have met that somebody has to know of. Thread-safe. */
final class StreamFindings {

  private final Counts skipped;
  private final Counts missing;
  private final AtomicLong allMissing = new AtomicLong();
  private volatile @Nullable String stopped;

  StreamFindings(Metrics metrics) {
    skipped =
        metrics.counts(
            "meterhouse.stream.skipped.records",
            "records that were delivered again and are in the state already",
            "stage");
    missing =
        metrics.counts(
            "meterhouse.stream.missing.records",
            "records of usage.accepted that expired before they were read");
  }

  /** A record was delivered whose effect is there. */
  void skipped(String stage) {
    skipped.add(1, stage);
  }

  /** So many accepted records are gone that nobody has read. */
  void missing(long records) {
    missing.add(records);
    allMissing.addAndGet(records);
  }

  /** The job has ended itself, and why. */
  void stopped(String reason) {
    stopped = reason;
  }

  Optional<String> reason() {
    return Optional.ofNullable(stopped);
  }

  /** What was lost since the start; the ledger keeps it for longer. */
  Optional<String> loss() {
    long records = allMissing.get();
    return records == 0
        ? Optional.empty()
        : Optional.of(
            "%d accepted records expired before they were deduplicated; see `missing` of the ledger"
                .formatted(records));
  }
}
