package io.meterhouse.query;

import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.FilterOperator;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterFilter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A meter as the API shows it; {@link MeterDefinition} reads the same shape. */
public record MeterView(
    String code,
    String name,
    @Nullable String tenantId,
    @Nullable String eventType,
    String aggregation,
    @Nullable String valueProperty,
    SortedMap<String, String> dimensions,
    List<Filter> filters,
    @Nullable String unit,
    String windowSize,
    String source,
    int version,
    Instant createdAt,
    int servingVersion,
    Build build) {

  /** Fields that are no part of the definition. */
  public static final List<String> NOT_DEFINED =
      List.of("version", "created_at", "serving_version", "build");

  /** One filter; the value is a list with in and not_in. */
  public record Filter(String property, String operator, @Nullable Object value) {}

  /**
   * How far the version is with the events that were accepted before it.
   *
   * @param state {@code building} or {@code built}
   */
  public record Build(String state, long events, long folded, long misfits) {

    static Build of(BuildProgress progress) {
      return new Build(
          state(progress.done()), progress.events(), progress.folded(), progress.misfits());
    }

    static String state(boolean done) {
      return done ? "built" : "building";
    }
  }

  /** Shows the meter in its newest version. */
  public static MeterView of(MeterState state) {
    Meter meter = state.newest();
    TenantId tenant = meter.tenant();
    SortedMap<String, String> dimensions = new TreeMap<>();
    meter.dimensions().forEach((name, path) -> dimensions.put(name, path.toString()));
    return new MeterView(
        meter.code(),
        meter.name(),
        tenant == null ? null : tenant.value(),
        meter.source() == MeterSource.SNAPSHOTS ? null : meter.eventType(),
        meter.aggregation().name(),
        meter.valueProperty() == null ? null : meter.valueProperty().toString(),
        dimensions,
        meter.filters().stream().map(MeterView::filter).toList(),
        meter.unit().isEmpty() ? null : meter.unit(),
        meter.windowSize().name(),
        lower(meter.source()),
        meter.version(),
        meter.createdAt(),
        state.asked().version(),
        Build.of(state.build()));
  }

  private static Filter filter(MeterFilter filter) {
    List<@Nullable Object> values = new ArrayList<>();
    filter.values().forEach(value -> values.add(plain(value)));
    boolean isList =
        filter.operator() == FilterOperator.IN || filter.operator() == FilterOperator.NOT_IN;
    Object single = values.isEmpty() ? null : values.getFirst();
    return new Filter(
        filter.property().toString(), lower(filter.operator()), isList ? values : single);
  }

  private static @Nullable Object plain(DataValue value) {
    return switch (value) {
      case DataValue.Text(String text) -> text;
      case DataValue.Number number -> number.value();
      case DataValue.Bool(boolean truth) -> truth;
      case DataValue.Null() -> null;
      case DataValue.Arr(List<DataValue> items) -> items.stream().map(MeterView::plain).toList();
      case DataValue.Obj(Map<String, DataValue> fields) -> {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        fields.forEach((name, field) -> shown.put(name, plain(field)));
        yield shown;
      }
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
