package io.meterhouse.metering;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which usage counts, what is read of it, and how it folds.
 *
 * @param tenant null: the meter is the platform's and holds for every tenant
 * @param code the metric code; unique within the tenant, which may replace the platform's meter of
 *     that code with one of its own
 * @param eventType which events it reads; of a snapshot meter it is {@link #SNAPSHOT_TYPE}
 * @param valueProperty null exactly if nothing is read: COUNT, or snapshots, which bring their
 *     value
 * @param windowSize of a snapshot meter it is the day
 */
public record Meter(
    @Nullable TenantId tenant,
    String code,
    int version,
    String name,
    String eventType,
    Aggregation aggregation,
    @Nullable PropertyPath valueProperty,
    SortedMap<String, PropertyPath> dimensions,
    List<MeterFilter> filters,
    String unit,
    WindowSize windowSize,
    MeterSource source,
    Instant createdAt) {

  /** The type under which snapshots travel. */
  public static final String SNAPSHOT_TYPE = "usage.snapshot";

  /**
   * A usage day begins at most so long after its snapshot was accepted. The edge takes days that
   * have begun anywhere on earth, which is 14 hours; the rest is for clocks that differ. What the
   * raw table is asked for rests on it: nothing that is further ahead may count.
   */
  public static final Duration MAX_SNAPSHOT_AHEAD = Duration.ofDays(2);

  public static final int MAX_DIMENSIONS = 16;
  public static final int MAX_FILTERS = 32;
  public static final int MAX_NAME_CHARS = 256;

  /**
   * Each group is a record of its own, with the values of all its dimensions: together they must
   * stay far below what a broker takes.
   */
  public static final int MAX_DIMENSION_CHARS = 1_024;

  private static final String CODE = "[A-Za-z][A-Za-z0-9_.-]{0,127}";
  private static final Pattern CODE_PATTERN = Pattern.compile(CODE);
  private static final Pattern DIMENSION_PATTERN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  public Meter {
    dimensions = Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    filters = List.copyOf(filters);
    require(CODE_PATTERN.matcher(code).matches(), "code", Shown.of(code), CODE);
    require(version >= 1, "version", version, ">= 1");
    require(name.length() <= MAX_NAME_CHARS, "name", Shown.of(name), "at most 256 characters");
    require(unit.length() <= MAX_NAME_CHARS, "unit", Shown.of(unit), "at most 256 characters");
    require(!eventType.isBlank(), "event_type", Shown.of(eventType), "not blank");
    require(
        dimensions.size() <= MAX_DIMENSIONS,
        "dimensions",
        dimensions.size(),
        "at most " + MAX_DIMENSIONS);
    require(filters.size() <= MAX_FILTERS, "filters", filters.size(), "at most " + MAX_FILTERS);
    for (String dimension : dimensions.keySet()) {
      require(
          DIMENSION_PATTERN.matcher(dimension).matches(),
          "dimensions",
          Shown.of(dimension),
          DIMENSION_PATTERN.pattern());
    }
    boolean needsPath = source == MeterSource.EVENTS && aggregation.readsAValue();
    require(
        needsPath == (valueProperty != null),
        "value_property",
        valueProperty,
        needsPath
            ? "a path, as " + aggregation + " reads a value"
            : "none, as " + aggregation + " of " + source + " reads none");
    if (source == MeterSource.SNAPSHOTS) {
      require(eventType.equals(SNAPSHOT_TYPE), "event_type", Shown.of(eventType), SNAPSHOT_TYPE);
      require(windowSize == WindowSize.DAY, "window_size", windowSize, "DAY, as snapshots are");
      require(
          dimensions.isEmpty(), "dimensions", dimensions.keySet(), "none, as snapshots have none");
      require(filters.isEmpty(), "filters", filters, "none, as snapshots have no data");
      require(
          aggregation != Aggregation.UNIQUE_COUNT,
          "aggregation",
          aggregation,
          "another, as a snapshot declares a figure and no values to tell apart");
    } else {
      require(
          !eventType.equals(SNAPSHOT_TYPE), "event_type", eventType, "source snapshots with it");
    }
  }

  /** Reads one event of this meter's type. */
  public Reading read(EventData data) {
    if (!accepts(data)) {
      return new Reading.Ignored();
    }
    BigDecimal value = BigDecimal.ONE;
    @Nullable Member member = null;
    if (valueProperty != null) {
      switch (value(valueProperty, data)) {
        case MeterValue.Read(BigDecimal read) -> value = read;
        case MeterValue.Told(String text) -> member = Member.of(text);
        case MeterValue.Unreadable(Reading.Misfit misfit) -> {
          return misfit;
        }
      }
    }
    SortedMap<String, String> read = new TreeMap<>();
    for (Map.Entry<String, PropertyPath> dimension : dimensions.entrySet()) {
      Optional<String> text = MeterValue.scalar(dimension.getValue(), data);
      Optional<Reading.Misfit> misfit = misfit(dimension, text);
      if (misfit.isPresent()) {
        return misfit.get();
      }
      read.put(dimension.getKey(), text.orElseThrow());
    }
    return new Reading.Counted(value, read, member);
  }

  /**
   * What keeps this meter from reading an event of its type; empty where it reads or ignores it.
   * The same as {@link #read} says, without the reading.
   */
  public Optional<Reading.Misfit> misfit(EventData data) {
    if (!accepts(data)) {
      return Optional.empty();
    }
    if (valueProperty != null
        && value(valueProperty, data) instanceof MeterValue.Unreadable(Reading.Misfit misfit)) {
      return Optional.of(misfit);
    }
    for (Map.Entry<String, PropertyPath> dimension : dimensions.entrySet()) {
      Optional<Reading.Misfit> misfit =
          misfit(dimension, MeterValue.scalar(dimension.getValue(), data));
      if (misfit.isPresent()) {
        return misfit;
      }
    }
    return Optional.empty();
  }

  private MeterValue value(PropertyPath path, EventData data) {
    return aggregation == Aggregation.UNIQUE_COUNT
        ? MeterValue.told(path, data)
        : MeterValue.read(path, data);
  }

  private boolean accepts(EventData data) {
    for (MeterFilter filter : filters) {
      if (!filter.accepts(data)) {
        return false;
      }
    }
    return true;
  }

  private static Optional<Reading.Misfit> misfit(
      Map.Entry<String, PropertyPath> dimension, Optional<String> text) {
    if (text.isEmpty()) {
      return misfit(
          dimension, Reading.DIMENSION_NOT_A_SCALAR, "an object or array (expected: a scalar)");
    }
    int length = text.get().length();
    return length <= MAX_DIMENSION_CHARS
        ? Optional.empty()
        : misfit(
            dimension,
            Reading.DIMENSION_TOO_LONG,
            length + " characters (expected: at most " + MAX_DIMENSION_CHARS + ")");
  }

  private static Optional<Reading.Misfit> misfit(
      Map.Entry<String, PropertyPath> dimension, String code, String message) {
    return Optional.of(
        new Reading.Misfit(
            code,
            dimension.getValue().asField(),
            "dimension " + dimension.getKey() + ": " + message));
  }

  private static void require(boolean holds, String field, @Nullable Object came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "meter " + field + ": " + came + " (expected: " + expected + ")");
    }
  }
}
