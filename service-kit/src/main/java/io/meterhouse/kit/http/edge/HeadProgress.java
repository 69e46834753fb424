package io.meterhouse.kit.http.edge;

import org.jspecify.annotations.Nullable;

/** How long the head of the next request is under way on one connection; of one thread. */
final class HeadProgress {

  private final long openedNanos;
  private long requests;
  private long bytesBetweenRequests;
  private @Nullable Long beganNanos;

  HeadProgress(long openedNanos) {
    this.openedNanos = openedNanos;
  }

  /** Of a connection so far: whole heads, whole answers, bytes. */
  record Counts(long requests, long answers, long bytes) {}

  /**
   * Zero while a request is being answered, and between requests while nothing comes. Until the
   * first request it counts from the beginning, as a TLS handshake comes before.
   */
  long nanosUnderWay(Counts counts, long nowNanos) {
    if (counts.requests() == 0) {
      return nowNanos - openedNanos;
    }
    boolean isAnswering = counts.requests() != counts.answers();
    if (isAnswering || counts.requests() != requests) {
      requests = isAnswering ? 0 : counts.requests();
      bytesBetweenRequests = counts.bytes();
      beganNanos = null;
      return 0;
    }
    if (counts.bytes() == bytesBetweenRequests) {
      return 0;
    }
    if (beganNanos == null) {
      beganNanos = nowNanos;
    }
    return nowNanos - beganNanos;
  }
}
