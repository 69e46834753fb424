package io.meterhouse.aggregator;

import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Last;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.LastValue;
import java.time.Instant;

/**
 * One window as state and topic hold it.
 *
 * @param version offset in usage.unique, plus one, of the last record reflected
 * @param acceptedAt latest accepted time reflected
 */
public record WindowState(Aggregate aggregate, long version, Instant acceptedAt) {

  public static final WindowState EMPTY = new WindowState(Aggregate.empty(), 0, Instant.EPOCH);

  /** Whether the record of that version is in it: records come in the order of their versions. */
  public boolean reflects(long recordVersion) {
    return recordVersion <= version;
  }

  public WindowState plus(Contribution contribution, long newVersion, Instant newAcceptedAt) {
    Aggregate next =
        switch (contribution.kind()) {
          case FOLDED -> aggregate.merge(contribution.aggregate());
          case DECLARED -> aggregate.superseded(contribution.aggregate());
        };
    return new WindowState(
        next, newVersion, acceptedAt.isAfter(newAcceptedAt) ? acceptedAt : newAcceptedAt);
  }

  public AggregateRecord toWire(AggregateKey key) {
    return toWire().setKey(key).build();
  }

  /** Without the key, under which state holds it anyway. */
  public byte[] toBytes() {
    return toWire().build().toByteArray();
  }

  public static WindowState fromWire(AggregateRecord wire) {
    Aggregate aggregate =
        wire.getCount() == 0
            ? Aggregate.empty()
            : new Aggregate(
                wire.getCount(),
                Decimals.fromWire(wire.getSum()),
                Decimals.fromWire(wire.getMin()),
                Decimals.fromWire(wire.getMax()),
                last(wire.getLast()));
    return new WindowState(
        aggregate, wire.getVersion(), Instant.ofEpochMilli(wire.getAcceptedAtMillis()));
  }

  private static Last last(LastValue wire) {
    return new Last(
        Decimals.fromWire(wire.getValue()), Times.fromWire(wire.getTime()), wire.getIngestId());
  }

  private AggregateRecord.Builder toWire() {
    AggregateRecord.Builder wire =
        AggregateRecord.newBuilder()
            .setCount(aggregate.count())
            .setSum(Decimals.toWire(aggregate.sum()))
            .setVersion(version)
            .setAcceptedAtMillis(acceptedAt.toEpochMilli());
    if (aggregate.min() != null && aggregate.max() != null && aggregate.last() != null) {
      Last last = aggregate.last();
      wire.setMin(Decimals.toWire(aggregate.min()))
          .setMax(Decimals.toWire(aggregate.max()))
          .setLast(
              LastValue.newBuilder()
                  .setValue(Decimals.toWire(last.value()))
                  .setTime(Times.toWire(last.time()))
                  .setIngestId(last.ingestId()));
    }
    return wire;
  }
}
