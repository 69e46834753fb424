package io.meterhouse.metering;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Meters for tests. */
final class Meters {

  private Meters() {}

  static Meter sum(@Nullable TenantId tenant, String code, MeterFilter... filters) {
    return new Meter(
        tenant,
        code,
        1,
        code,
        "llm.request",
        Aggregation.SUM,
        PropertyPath.parse("$.tokens"),
        new TreeMap<>(Map.of("model", PropertyPath.parse("$.model"))),
        List.of(filters),
        "token",
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }

  static Meter uniqueCount(String code, String valueProperty) {
    return new Meter(
        null,
        code,
        1,
        code,
        "llm.request",
        Aggregation.UNIQUE_COUNT,
        PropertyPath.parse(valueProperty),
        new TreeMap<>(),
        List.of(),
        "user",
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }

  static Meter snapshots(@Nullable TenantId tenant, String code) {
    return new Meter(
        tenant,
        code,
        1,
        code,
        Meter.SNAPSHOT_TYPE,
        Aggregation.MAX,
        null,
        new TreeMap<>(),
        List.of(),
        "byte",
        WindowSize.DAY,
        MeterSource.SNAPSHOTS,
        Instant.EPOCH);
  }

  static Meter version(Meter meter, int version) {
    return changed(meter, version, meter.eventType());
  }

  static Meter ofType(Meter meter, String eventType) {
    return changed(meter, meter.version(), eventType);
  }

  private static Meter changed(Meter meter, int version, String eventType) {
    return new Meter(
        meter.tenant(),
        meter.code(),
        version,
        meter.name(),
        eventType,
        meter.aggregation(),
        meter.valueProperty(),
        meter.dimensions(),
        meter.filters(),
        meter.unit(),
        meter.windowSize(),
        meter.source(),
        meter.createdAt());
  }
}
