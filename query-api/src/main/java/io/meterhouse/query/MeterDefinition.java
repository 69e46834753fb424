package io.meterhouse.query;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterFilter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A meter as its author describes it: everything but its version and when it came to be.
 *
 * @param tenant null: the platform's
 */
public record MeterDefinition(
    @Nullable TenantId tenant,
    String code,
    String name,
    String eventType,
    Aggregation aggregation,
    @Nullable PropertyPath valueProperty,
    SortedMap<String, PropertyPath> dimensions,
    List<MeterFilter> filters,
    String unit,
    WindowSize windowSize,
    MeterSource source) {

  /**
   * Reads what {@code POST /api/v1/meters} takes. A field that is not known is refused: a filter
   * with a misspelt name would count what it should not.
   *
   * @throws io.meterhouse.kit.http.ApiException 400 with every problem of the body
   */
  public static MeterDefinition read(JsonBody body) {
    return read(body, MeterRules.code(body));
  }

  /**
   * As {@link #read(JsonBody)}, of the meter that a path names.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 400 with every problem of the body, also
   *     where it names another code
   */
  public static MeterDefinition readChange(JsonBody body, String code) {
    MeterRules.sameCode(body, code);
    return read(body, code);
  }

  private static MeterDefinition read(JsonBody body, String code) {
    String name = body.as("name", Texts::line);
    TenantId tenant = body.optionalTenant("tenant_id");
    MeterSource source = body.as("source", Texts.word(MeterSource.values()));
    MeterRules rules = new MeterRules(body, source == null ? MeterSource.EVENTS : source);
    Aggregation aggregation = rules.aggregation();
    String type = rules.eventType();
    PropertyPath value = rules.valueProperty(aggregation);
    SortedMap<String, PropertyPath> dimensions = rules.dimensions();
    List<MeterFilter> filters = rules.filters();
    WindowSize window = rules.windowSize();
    String unit = body.as("unit", Texts::line);
    body.check();
    return new MeterDefinition(
        tenant,
        code,
        name == null ? code : name,
        type,
        aggregation,
        value,
        dimensions,
        filters,
        unit == null ? "" : unit,
        window,
        rules.source());
  }

  /** The meter that this becomes as the given version. */
  public Meter toMeter(int version, Instant createdAt) {
    return new Meter(
        tenant,
        code,
        version,
        name,
        eventType,
        aggregation,
        valueProperty,
        dimensions,
        filters,
        unit,
        windowSize,
        source,
        createdAt);
  }
}
