package io.meterhouse.aggregator.folding;

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
 * @param partialFrom 0, or the offset in usage.unique before which records are not in it yet
 */
public record WindowState(Aggregate aggregate, long version, Instant acceptedAt, long partialFrom) {

  public static final WindowState EMPTY = new WindowState(Aggregate.empty(), 0, Instant.EPOCH);

  /** A window that has everything. */
  public WindowState(Aggregate aggregate, long version, Instant acceptedAt) {
    this(aggregate, version, acceptedAt, 0);
  }

  /** A window that lacks what came before the offset, and has nothing yet of what came since. */
  public static WindowState emptyFrom(long cut) {
    return new WindowState(Aggregate.empty(), cut, Instant.EPOCH, cut);
  }

  public boolean isPartial() {
    return partialFrom != 0;
  }

  /** With what came before {@link #partialFrom}; whole. */
  public WindowState completedBy(WindowState base, Contribution.Kind kind) {
    Aggregate whole =
        switch (kind) {
          case FOLDED -> base.aggregate.merge(aggregate);
          case DECLARED -> base.aggregate.superseded(aggregate);
        };
    return new WindowState(whole, version, later(acceptedAt, base.acceptedAt));
  }

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
    return new WindowState(next, newVersion, later(acceptedAt, newAcceptedAt), partialFrom);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  public AggregateRecord toWire(AggregateKey key) {
    return toWire().setKey(key).build();
  }

  /** Without the key, under which state holds it anyway. */
  public byte[] toBytes() {
    return toWire().setPartialFrom(partialFrom).build().toByteArray();
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
        aggregate,
        wire.getVersion(),
        Instant.ofEpochMilli(wire.getAcceptedAtMillis()),
        wire.getPartialFrom());
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
