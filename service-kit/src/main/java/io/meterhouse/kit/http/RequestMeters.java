package io.meterhouse.kit.http;

import io.meterhouse.kit.http.error.ErrorCode;
import io.meterhouse.kit.http.error.Fault;
import io.meterhouse.kit.telemetry.Counts;
import io.meterhouse.kit.telemetry.LabelLimit;
import io.meterhouse.kit.telemetry.Latencies;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.kit.telemetry.Telemetry;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Counts requests that are over, and writes the access log. */
final class RequestMeters {

  private static final Logger ACCESS = LoggerFactory.getLogger("io.meterhouse.access");

  /** Codes are ours and few; this holds where one is made up by mistake. */
  private static final int MAX_CODES = 200;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final LabelLimit codes = new LabelLimit(MAX_CODES);
  private final LabelLimit tenants;
  private final Latencies requests;
  private final Counts refusals;
  private final Counts unproven;
  private final Counts byTenant;
  private final Counts bytes;
  private final boolean accessLog;

  RequestMeters(Telemetry telemetry) {
    Metrics metrics = telemetry.metrics();
    this.tenants = metrics.tenants();
    this.accessLog = telemetry.config().accessLog();
    requests =
        metrics.latencies(
            "meterhouse.http.request",
            "requests that are over, and how long they took",
            "route",
            "method",
            "status");
    refusals =
        metrics.counts(
            "meterhouse.http.refusals",
            "requests answered with an error",
            "route",
            "code",
            "fault");
    unproven =
        metrics.counts(
            "meterhouse.http.authentication.failures",
            "requests without a token in force (401), or with one that does not give this (403)",
            "status");
    byTenant = metrics.counts("meterhouse.http.tenant.requests", "requests of a tenant", "tenant");
    bytes =
        metrics.counts(
            "meterhouse.http.body.bytes", "bytes of bodies, as they were sent", "direction");
    metrics.gauge(
        "meterhouse.http.requests.in.flight", "requests that are worked on", inFlight::get);
  }

  /**
   * How a request ended.
   *
   * @param bytesIn of its body, compressed where it was
   */
  record Result(int status, long nanos, long bytesIn, long bytesOut) {}

  void began() {
    inFlight.incrementAndGet();
  }

  void over(RequestSeen seen, Result result) {
    inFlight.decrementAndGet();
    requests.record(result.nanos(), seen.route(), seen.method(), result.status() / 100 + "xx");
    ErrorCode refusal = seen.refusal();
    if (refusal != null) {
      refusals.add(1, seen.route(), codes.of(refusal.code()), fault(refusal.fault()));
    }
    if (result.status() == 401 || result.status() == 403) {
      unproven.add(1, Integer.toString(result.status()));
    }
    byTenant.add(1, tenants.of(seen.tenant()));
    bytes.add(Math.max(0, result.bytesIn()), "in");
    bytes.add(Math.max(0, result.bytesOut()), "out");
    if (accessLog) {
      log(seen, result);
    }
  }

  private static String fault(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT);
  }

  /** Probes come all the time and tell nothing unless they fail. */
  private static void log(RequestSeen seen, Result result) {
    boolean isProbe = seen.route().startsWith("/health/") || seen.route().equals("/metrics");
    Level level = isProbe && result.status() < 400 ? Level.DEBUG : Level.INFO;
    if (!ACCESS.isEnabledForLevel(level)) {
      return;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(result.nanos());
    ACCESS
        .atLevel(level)
        .addKeyValue("method", seen.method())
        .addKeyValue("route", seen.route())
        .addKeyValue("status", result.status())
        .addKeyValue("duration_ms", millis)
        .addKeyValue("bytes_in", result.bytesIn())
        .addKeyValue("bytes_out", result.bytesOut())
        .log(
            "{} {} {} {} ms {} bytes in {} out",
            seen.method(),
            seen.route(),
            result.status(),
            millis,
            result.bytesIn(),
            result.bytesOut());
  }
}
