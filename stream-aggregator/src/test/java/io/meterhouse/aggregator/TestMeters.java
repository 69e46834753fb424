package io.meterhouse.aggregator;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Meters of the platform. */
public final class TestMeters {

  public static final String TYPE = "llm.request";

  public static final Meter TOKENS =
      of("tokens", Aggregation.SUM, "$.tokens", Map.of("model", PropertyPath.parse("$.model")));
  public static final Meter REQUESTS = of("requests", Aggregation.COUNT, null, Map.of());
  public static final Meter LARGEST = of("largest", Aggregation.MAX, "$.tokens", Map.of());
  public static final Meter COST = of("cost", Aggregation.SUM, "$.cost", Map.of());
  public static final Meter AVERAGE = of("average", Aggregation.AVG, "$.cost", Map.of());
  public static final Meter MODELS = of("models", Aggregation.UNIQUE_COUNT, "$.model", Map.of());

  /** What {@link #COST} is changed to: another property, by model. */
  public static final Meter COST_ANEW = tokensByModel(COST.code(), 2);

  /** All that read events. */
  public static final List<Meter> OF_EVENTS =
      List.of(TOKENS, REQUESTS, LARGEST, COST, AVERAGE, MODELS);

  public static final Meter STORAGE =
      new Meter(
          null,
          "storage_gb",
          1,
          "storage",
          Meter.SNAPSHOT_TYPE,
          Aggregation.SUM,
          null,
          new TreeMap<>(),
          List.of(),
          "GB",
          WindowSize.DAY,
          MeterSource.SNAPSHOTS,
          Instant.EPOCH);

  private TestMeters() {}

  /** What {@link #TOKENS} counts, under another name. */
  public static Meter tokensByModel(String code, int version) {
    return of(
        code, version, Aggregation.SUM, "$.tokens", Map.of("model", PropertyPath.parse("$.model")));
  }

  private static Meter of(
      String code,
      Aggregation aggregation,
      @Nullable String path,
      Map<String, PropertyPath> dimensions) {
    return of(code, 1, aggregation, path, dimensions);
  }

  private static Meter of(
      String code,
      int version,
      Aggregation aggregation,
      @Nullable String path,
      Map<String, PropertyPath> dimensions) {
    return new Meter(
        null,
        code,
        version,
        code,
        TYPE,
        aggregation,
        path == null ? null : PropertyPath.parse(path),
        new TreeMap<>(dimensions),
        List.of(),
        "unit",
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.EPOCH);
  }
}
