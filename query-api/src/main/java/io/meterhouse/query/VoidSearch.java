package io.meterhouse.query;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.usagestore.EventRow;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Finds the events that are to be voided. One that was accepted a moment ago is on its way to the
 * raw events yet: an id counts as unknown once everything that was accepted before it was missed
 * has arrived.
 *
 * @param watermark every event accepted before it is in usage.unique
 * @param patience how long what is on its way is waited for
 */
public record VoidSearch(
    RawEvents events, Supplier<Optional<Instant>> watermark, UsageLog log, Duration patience) {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  /**
   * The events, the latest accepted last; nothing of ids that are unknown.
   *
   * @throws ApiException 503 where it is not known in time
   */
  public List<EventRow> find(VoidRequest request) {
    List<EventRow> found = events.find(request.tenant(), request.source(), request.ids());
    if (hasAll(found, request)) {
      return found;
    }
    awaitAllAccepted();
    return events.find(request.tenant(), request.source(), request.ids());
  }

  private static boolean hasAll(List<EventRow> found, VoidRequest request) {
    Set<String> ids = new HashSet<>();
    found.forEach(event -> ids.add(event.id()));
    return ids.containsAll(request.ids());
  }

  /** Waits until what is accepted by now is among the raw events. */
  private void awaitAllAccepted() {
    Optional<Instant> latest = log.latestAccepted();
    if (latest.isEmpty()) {
      return;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    // First through deduplication, which the watermark tells, and only then to the raw events.
    await(() -> watermark.get().filter(it -> it.isAfter(latest.get())).isPresent(), deadline);
    Map<Integer, Long> ends = log.uniqueEnds();
    await(() -> isReached(ends), deadline);
  }

  private boolean isReached(Map<Integer, Long> ends) {
    Map<Integer, Long> reached = events.reached();
    return ends.entrySet().stream()
        .allMatch(end -> reached.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  private static void await(BooleanSupplier condition, long deadline) {
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0) {
        throw ApiException.unavailable(
            "some of the ids may be of events that were accepted a moment ago and are on their way;"
                + " nothing was voided",
            RETRY_AFTER);
      }
      try {
        Thread.sleep(LOOK_EVERY);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ApiException.unavailable("the service is stopping", RETRY_AFTER);
      }
    }
  }
}
