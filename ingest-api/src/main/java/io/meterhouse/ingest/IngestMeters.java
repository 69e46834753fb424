package io.meterhouse.ingest;

import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.LabelLimit;
import io.meterhouse.kit.telemetry.Latencies;
import io.meterhouse.kit.telemetry.Metrics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Counts what ingest takes and refuses. Thread-safe. */
public final class IngestMeters {

  /** Codes are ours and few; this holds where one is made up by mistake. */
  private static final int MAX_CODES = 100;

  private final Metrics metrics;
  private final AtomicLong inFlight = new AtomicLong();
  private final LabelLimit tenants;
  private final LabelLimit codes = new LabelLimit(MAX_CODES);
  private final Counts accepted;
  private final Counts rejected;
  private final Counts unmetered;
  private final Counts bytes;
  private final Latencies acknowledged;

  /** Among these metrics. */
  public IngestMeters(Metrics metrics) {
    this.metrics = metrics;
    tenants = metrics.tenants();
    accepted =
        metrics.counts(
            "meterhouse.ingest.accepted.events", "events that the brokers have", "tenant");
    rejected =
        metrics.counts(
            "meterhouse.ingest.rejected.events", "events refused, by the code answered", "code");
    unmetered =
        metrics.counts(
            "meterhouse.ingest.unmetered.events", "accepted events that no meter reads yet");
    bytes = metrics.counts("meterhouse.ingest.body.bytes", "bytes of bodies, inflated");
    acknowledged =
        metrics.latencies(
            "meterhouse.ingest.ack", "wait for the brokers' word on one request", "outcome");
    metrics.gauge(
        "meterhouse.ingest.events.in.flight",
        "events that the brokers have not acknowledged",
        inFlight::get);
  }

  /** That log, counted. */
  UsageLog measured(UsageLog log) {
    return entries -> {
      long began = System.nanoTime();
      inFlight.addAndGet(entries.size());
      boolean taken = false;
      try {
        log.append(entries);
        taken = true;
      } finally {
        inFlight.addAndGet(-entries.size());
        acknowledged.record(System.nanoTime() - began, taken ? "accepted" : "unavailable");
      }
      countByTenant(entries);
    };
  }

  /** Shows the bytes of bodies that are held, which it asks for when it is asked itself. */
  public void watchHeld(Supplier<Number> bytes) {
    metrics.gauge(
        "meterhouse.ingest.bodies.held.bytes", "bytes of bodies that are held now", bytes);
  }

  /** A body was read. */
  public void body(int inflatedBytes) {
    bytes.add(inflatedBytes);
  }

  /** That became of a request. */
  public void over(Ingest.Outcome outcome) {
    outcome.errors().forEach(error -> rejected.add(1, codes.of(error.code())));
    if (outcome.unmetered() > 0) {
      unmetered.add(outcome.unmetered());
    }
  }

  private void countByTenant(List<LogEntry> entries) {
    Map<String, Long> events = new HashMap<>();
    entries.forEach(entry -> events.merge(tenants.of(entry.record().getTenantId()), 1L, Long::sum));
    events.forEach((tenant, count) -> accepted.add(count, tenant));
  }
}
