package io.meterhouse.ingest;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;

/** Meters that the tests share. */
final class IngestFixtures {

  private IngestFixtures() {}

  static Meter sumOfTokens(String tenant) {
    return new Meter(
        TenantId.of(tenant),
        "llm_tokens",
        1,
        "LLM tokens",
        "llm.request",
        Aggregation.SUM,
        PropertyPath.parse("$.tokens"),
        new TreeMap<>(),
        List.of(),
        "token",
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }

  static Meter snapshotMeter(String tenant, String code) {
    return new Meter(
        TenantId.of(tenant),
        code,
        1,
        code,
        Meter.SNAPSHOT_TYPE,
        Aggregation.MAX,
        null,
        new TreeMap<>(),
        List.of(),
        "GB",
        WindowSize.DAY,
        MeterSource.SNAPSHOTS,
        Instant.EPOCH);
  }
}
