package io.meterhouse.kit.catalog;

import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.FilterOperator;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterFilter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import io.meterhouse.schemas.catalog.v1.MeterDimension;
import io.meterhouse.schemas.catalog.v1.MeterEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Between {@link Meter} and its catalogue entry; created_at is carried to the millisecond. */
public final class MeterCodec {

  private MeterCodec() {}

  /** The value of the topic catalog. */
  public static CatalogEntry toEntry(Meter meter) {
    return CatalogEntry.newBuilder().setMeter(toWire(meter)).build();
  }

  /** The value of the topic catalog, with the version that is asked for. */
  public static CatalogEntry toEntry(MeterVersions versions) {
    MeterEntry.Builder entry = toWire(versions.newest()).toBuilder();
    if (versions.served() != null) {
      entry.setServed(toWire(versions.served()));
    }
    return CatalogEntry.newBuilder().setMeter(entry).build();
  }

  /**
   * As {@link #fromWire}, with the version that is asked for.
   *
   * @throws IllegalArgumentException as {@link #fromWire} does
   */
  public static MeterVersions versions(MeterEntry entry) {
    return new MeterVersions(
        fromWire(entry), entry.hasServed() ? fromWire(entry.getServed()) : null);
  }

  /** The wire form. */
  public static MeterEntry toWire(Meter meter) {
    TenantId tenant = meter.tenant();
    PropertyPath value = meter.valueProperty();
    MeterEntry.Builder entry =
        MeterEntry.newBuilder()
            .setTenantId(tenant == null ? "" : tenant.value())
            .setCode(meter.code())
            .setVersion(meter.version())
            .setName(meter.name())
            .setEventType(meter.eventType())
            .setAggregation(
                io.meterhouse.schemas.catalog.v1.Aggregation.valueOf(meter.aggregation().name()))
            .setValueProperty(value == null ? "" : value.toString())
            .setUnit(meter.unit())
            .setWindowSeconds(meter.windowSize().seconds())
            .setSource(io.meterhouse.schemas.catalog.v1.MeterSource.valueOf(meter.source().name()))
            .setCreatedAtMillis(meter.createdAt().toEpochMilli());
    for (Map.Entry<String, PropertyPath> dimension : meter.dimensions().entrySet()) {
      entry.addDimensions(
          MeterDimension.newBuilder()
              .setName(dimension.getKey())
              .setPath(dimension.getValue().toString()));
    }
    meter.filters().forEach(filter -> entry.addFilters(filterToWire(filter)));
    return entry.build();
  }

  /**
   * The meter.
   *
   * @throws IllegalArgumentException where the entry says what no meter can be, for example because
   *     a newer version wrote it
   */
  public static Meter fromWire(MeterEntry entry) {
    SortedMap<String, PropertyPath> dimensions = new TreeMap<>();
    entry
        .getDimensionsList()
        .forEach(
            dimension ->
                dimensions.put(dimension.getName(), PropertyPath.parse(dimension.getPath())));
    return new Meter(
        entry.getTenantId().isEmpty() ? null : TenantId.of(entry.getTenantId()),
        entry.getCode(),
        entry.getVersion(),
        entry.getName(),
        entry.getEventType(),
        Aggregation.valueOf(entry.getAggregation().name()),
        entry.getValueProperty().isEmpty() ? null : PropertyPath.parse(entry.getValueProperty()),
        dimensions,
        entry.getFiltersList().stream().map(MeterCodec::filterFromWire).toList(),
        entry.getUnit(),
        WindowSize.ofSeconds(entry.getWindowSeconds()),
        MeterSource.valueOf(entry.getSource().name()),
        Instant.ofEpochMilli(entry.getCreatedAtMillis()));
  }

  private static io.meterhouse.schemas.catalog.v1.MeterFilter filterToWire(MeterFilter filter) {
    return io.meterhouse.schemas.catalog.v1.MeterFilter.newBuilder()
        .setProperty(filter.property().toString())
        .setOperator(filter.operator().name())
        .addAllValues(filter.values().stream().map(JsonData::text).toList())
        .build();
  }

  private static MeterFilter filterFromWire(io.meterhouse.schemas.catalog.v1.MeterFilter filter) {
    List<DataValue> values = filter.getValuesList().stream().map(JsonData::parseValue).toList();
    return new MeterFilter(
        PropertyPath.parse(filter.getProperty()),
        FilterOperator.valueOf(filter.getOperator()),
        values);
  }
}
