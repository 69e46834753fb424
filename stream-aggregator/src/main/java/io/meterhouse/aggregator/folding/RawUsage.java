package io.meterhouse.aggregator.folding;

import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Quantity;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.EventRow;
import java.time.LocalDate;

/** A stored event as the record of usage.unique that it was, so that it can be folded as that. */
public final class RawUsage {

  private RawUsage() {}

  /**
   * @throws IllegalArgumentException where the data of a snapshot is not what a sink writes
   */
  public static UsageRecord of(EventRow event) {
    UsageRecord.Builder usage =
        UsageRecord.newBuilder()
            .setTenantId(event.tenantId())
            .setSource(event.source())
            .setId(event.id())
            .setType(event.type())
            .setSubject(event.subject())
            .setTime(Times.toWire(event.time()))
            .setIngestId(event.ingestId())
            .setAccepted(
                AcceptedPosition.newBuilder()
                    .setPartition(event.acceptedPartition())
                    .setOffset(event.acceptedOffset())
                    .setAcceptedAtMillis(event.acceptedAt().toEpochMilli()));
    return event.type().equals(Meter.SNAPSHOT_TYPE)
        ? usage.setSnapshot(snapshot(event)).build()
        : usage.setData(event.data()).build();
  }

  private static Snapshot snapshot(EventRow event) {
    DataValue.Obj declared = JsonData.parse(event.data().toByteArray());
    return Snapshot.newBuilder()
        .setMetricCode(text(declared, "metric_code"))
        .setValue(Decimals.toWire(Quantity.parse(text(declared, "metric_value")).value()))
        .setUsageEpochDay(LocalDate.parse(text(declared, "usage_date")).toEpochDay())
        .build();
  }

  private static String text(DataValue.Obj declared, String field) {
    return switch (declared.fields().getOrDefault(field, new DataValue.Null())) {
      case DataValue.Text(String text) -> text;
      case DataValue.Number(String literal) -> literal;
      case DataValue other ->
          throw new IllegalArgumentException(
              "stored snapshot, " + field + ": " + other + " (expected: a text or a number)");
    };
  }
}
