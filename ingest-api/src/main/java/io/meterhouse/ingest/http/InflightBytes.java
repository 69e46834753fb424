package io.meterhouse.ingest.http;

import io.meterhouse.kit.http.error.ApiException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds the bodies that are held at once, so that load ends in 503 and not in a full heap. */
final class InflightBytes {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Semaphore bytes;
  private final int total;
  private final Duration patience;

  InflightBytes(int total, Duration patience) {
    // Fair: a large body is not overtaken by small ones for ever.
    this.bytes = new Semaphore(total, true);
    this.total = total;
    this.patience = patience;
  }

  /**
   * Waits for room for a body that may become that large.
   *
   * @throws ApiException 503 when there is none in time
   */
  Reservation reserve(int largest) throws InterruptedException {
    int wanted = Math.min(Math.max(largest, 1), total);
    if (!bytes.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw ApiException.unavailable(
          "too many requests at once: their bodies fill the " + total + " bytes set aside for them",
          RETRY_AFTER);
    }
    return new Reservation(wanted);
  }

  /** Room for one body; used by one thread. */
  final class Reservation implements AutoCloseable {

    private int held;

    private Reservation(int held) {
      this.held = held;
    }

    /** Gives back what the body turned out not to need. */
    void shrinkTo(int needed) {
      int kept = Math.max(needed, 1);
      if (kept < held) {
        bytes.release(held - kept);
        held = kept;
      }
    }

    @Override
    public void close() {
      bytes.release(held);
      held = 0;
    }
  }
}
