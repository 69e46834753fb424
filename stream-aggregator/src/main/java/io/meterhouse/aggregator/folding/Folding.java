package io.meterhouse.aggregator.folding;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.kit.wire.JsonDataException;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.Reading;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.Dimension;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Folds unique records into windows: pure, so the same record and catalogue always give the same
 * contributions. A record that one meter cannot read still counts for every other meter.
 */
public final class Folding {

  private Folding() {}

  public static Folded fold(UsageRecord usage, int shard, MeterCatalog catalog) {
    TenantId tenant = TenantId.of(usage.getTenantId());
    return usage.hasSnapshot()
        ? foldSnapshot(
            usage, shard, catalog.countingSnapshots(tenant, usage.getSnapshot().getMetricCode()))
        : foldEvent(usage, shard, catalog.countingFor(tenant, usage.getType()));
  }

  private static Folded foldEvent(UsageRecord usage, int shard, List<Meter> meters) {
    List<Contribution> contributions = new ArrayList<>();
    List<RejectedRecord> misfits = new ArrayList<>();
    List<Meter> counting =
        meters.stream().filter(meter -> meter.source() == MeterSource.EVENTS).toList();
    if (counting.isEmpty()) {
      return new Folded(contributions, misfits);
    }
    DataValue.Obj data;
    try {
      data = JsonData.parse(usage.getData().toByteArray());
    } catch (JsonDataException e) {
      Reading.Misfit misfit = new Reading.Misfit(e.code(), "data", "data: " + e.reason());
      counting.forEach(meter -> misfits.add(rejection(usage, meter, misfit)));
      return new Folded(contributions, misfits);
    }
    Instant time = eventTime(usage);
    for (Meter meter : counting) {
      switch (meter.read(data)) {
        case Reading.Counted counted ->
            contributions.add(
                new Contribution(
                    key(usage, meter, Window.containing(time, meter.windowSize()), shard, counted),
                    Aggregate.of(counted.value(), time, usage.getIngestId()),
                    Contribution.Kind.FOLDED));
        case Reading.Misfit misfit -> misfits.add(rejection(usage, meter, misfit));
        case Reading.Ignored ignored -> {}
      }
    }
    return new Folded(contributions, misfits);
  }

  private static Folded foldSnapshot(UsageRecord usage, int shard, List<Meter> meters) {
    if (meters.isEmpty()) {
      return new Folded(List.of(), List.of());
    }
    Snapshot snapshot = usage.getSnapshot();
    Window day = new Window(dayOf(snapshot), WindowSize.DAY);
    Aggregate declared =
        Aggregate.ofSnapshot(Decimals.fromWire(snapshot.getValue()), day, usage.getIngestId());
    return new Folded(
        meters.stream()
            .map(
                meter ->
                    new Contribution(
                        key(usage, meter, day, shard).build(),
                        declared,
                        Contribution.Kind.DECLARED))
            .toList(),
        List.of());
  }

  /** Where the client gave none, the accepted time stands in. */
  public static Instant eventTime(UsageRecord usage) {
    return usage.hasTime()
        ? Times.fromWire(usage.getTime())
        : Instant.ofEpochMilli(usage.getAccepted().getAcceptedAtMillis());
  }

  /** The time by which its windows are found: of a snapshot the start of its day. */
  public static Instant windowTime(UsageRecord usage) {
    return usage.hasSnapshot() ? dayOf(usage.getSnapshot()) : eventTime(usage);
  }

  private static Instant dayOf(Snapshot snapshot) {
    return Instant.EPOCH.plus(Duration.ofDays(snapshot.getUsageEpochDay()));
  }

  private static AggregateKey key(
      UsageRecord usage, Meter meter, Window window, int shard, Reading.Counted counted) {
    AggregateKey.Builder key = key(usage, meter, window, shard);
    counted
        .dimensions()
        .forEach(
            (name, value) ->
                key.addDimensions(Dimension.newBuilder().setName(name).setValue(value)));
    if (counted.member() != null) {
      key.setMember(ByteString.copyFrom(counted.member().bytes()));
    }
    return key.build();
  }

  private static AggregateKey.Builder key(
      UsageRecord usage, Meter meter, Window window, int shard) {
    return AggregateKey.newBuilder()
        .setTenantId(usage.getTenantId())
        .setMeter(meter.code())
        .setMeterVersion(meter.version())
        .setSubject(usage.getSubject())
        .setWindowStartEpochSeconds(window.start().getEpochSecond())
        .setWindowSeconds(window.size().seconds())
        .setShard(shard);
  }

  private static RejectedRecord rejection(UsageRecord usage, Meter meter, Reading.Misfit misfit) {
    return RejectedRecord.newBuilder()
        .setCode(misfit.code())
        .setMessage(misfit.message())
        .setField(misfit.field())
        .setMeter(meter.code())
        .setEvent(usage)
        .setAccepted(usage.getAccepted())
        .build();
  }
}
