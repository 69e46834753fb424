package io.meterhouse.usagestore;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Meters for tests. */
final class Meters {

  private Meters() {}

  static Meter events(Aggregation aggregation, WindowSize size, String... dimensions) {
    TreeMap<String, PropertyPath> paths = new TreeMap<>();
    for (String dimension : dimensions) {
      paths.put(dimension, PropertyPath.parse("$." + dimension));
    }
    return new Meter(
        null,
        "llm_tokens",
        3,
        "LLM tokens",
        "llm.request",
        aggregation,
        aggregation.readsAValue() ? PropertyPath.parse("$.tokens") : null,
        paths,
        List.of(),
        "token",
        size,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }

  static Meter snapshots(Aggregation aggregation) {
    return new Meter(
        null,
        "storage_gb",
        1,
        "Storage",
        Meter.SNAPSHOT_TYPE,
        aggregation,
        null,
        new TreeMap<>(),
        List.of(),
        "GB",
        WindowSize.DAY,
        MeterSource.SNAPSHOTS,
        Instant.EPOCH);
  }
}
