package io.meterhouse.query;

import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.Meter;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import io.meterhouse.usagestore.EventRow;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;

/** Records of usage.unique that take an event out of every figure. */
public final class VoidRecords {

  private VoidRecords() {}

  /** The key under which the event was counted: it leads to the same partition and windows. */
  public static byte[] key(EventRow event) {
    return (event.tenantId() + "/" + event.type() + "/" + event.shard())
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The event again, and that it counts no more. */
  public static byte[] value(EventRow event, VoidMark mark) {
    UsageRecord.Builder record =
        UsageRecord.newBuilder()
            .setTenantId(event.tenantId())
            .setSource(event.source())
            .setId(event.id())
            .setType(event.type())
            .setSubject(event.subject())
            .setIngestId(event.ingestId())
            .setAccepted(
                AcceptedPosition.newBuilder()
                    .setPartition(event.acceptedPartition())
                    .setOffset(event.acceptedOffset())
                    .setAcceptedAtMillis(event.acceptedAt().toEpochMilli()))
            .setVoid(
                Void.newBuilder()
                    .setReason(mark.reason())
                    .setVoidedAtMillis(mark.at().toEpochMilli())
                    .setVoidedBy(mark.by()));
    if (event.type().equals(Meter.SNAPSHOT_TYPE)) {
      record.setSnapshot(snapshot(event));
    } else {
      record.setTime(Times.toWire(event.time())).setData(event.data());
    }
    return record.build().toByteArray();
  }

  /** From the JSON as which the raw events keep it. */
  private static Snapshot snapshot(EventRow event) {
    Map<String, DataValue> declared = JsonData.parse(event.data().toByteArray()).fields();
    if (declared.get("metric_code") instanceof DataValue.Text(String code)
        && declared.get("metric_value") instanceof DataValue.Number value
        && declared.get("usage_date") instanceof DataValue.Text(String day)) {
      return Snapshot.newBuilder()
          .setMetricCode(code)
          .setValue(Decimals.toWire(value.value()))
          .setUsageEpochDay(LocalDate.parse(day).toEpochDay())
          .build();
    }
    throw new IllegalStateException(
        "the stored snapshot %s cannot be read (expected: metric_code, metric_value, usage_date)"
            .formatted(event.id()));
  }
}
