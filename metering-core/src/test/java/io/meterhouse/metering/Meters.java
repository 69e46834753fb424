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
}
