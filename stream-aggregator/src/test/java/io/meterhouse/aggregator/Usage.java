package io.meterhouse.aggregator;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.metering.ContentHash;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Quantity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Instant;
import java.time.LocalDate;

/** Usage records as the edge writes them. */
public final class Usage {

  public static final String SOURCE = "checkout";
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private Usage() {}

  public static UsageRecord event(String tenant, String id, String type, String json) {
    return event(tenant, id, type, json, NOON);
  }

  public static UsageRecord event(
      String tenant, String id, String type, String json, Instant time) {
    ByteString data = ByteString.copyFromUtf8(json);
    return UsageRecord.newBuilder()
        .setTenantId(tenant)
        .setSource(SOURCE)
        .setId(id)
        .setType(type)
        .setSubject("client-7")
        .setTime(Times.toWire(time))
        .setData(data)
        .setIngestId("ing-" + id)
        .setContentHash(
            ByteString.copyFrom(ContentHash.ofEvent(type, "client-7", data.toByteArray()).bytes()))
        .build();
  }

  public static UsageRecord snapshot(
      String tenant, String ingestId, String metric, String value, LocalDate day) {
    Quantity quantity = Quantity.parse(value);
    return UsageRecord.newBuilder()
        .setTenantId(tenant)
        .setSource("snapshots")
        .setId(ingestId)
        .setType(Meter.SNAPSHOT_TYPE)
        .setIngestId(ingestId)
        .setContentHash(
            ByteString.copyFrom(
                ContentHash.ofSnapshot("", metric, quantity, day.toEpochDay()).bytes()))
        .setSnapshot(
            Snapshot.newBuilder()
                .setMetricCode(metric)
                .setValue(Decimals.toWire(quantity.value()))
                .setUsageEpochDay(day.toEpochDay()))
        .build();
  }

  public static byte[] key(UsageRecord usage) {
    return Identity.of(TenantId.of(usage.getTenantId()), usage.getSource(), usage.getId()).bytes();
  }
}
