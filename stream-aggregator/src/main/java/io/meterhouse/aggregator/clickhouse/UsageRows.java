package io.meterhouse.aggregator.clickhouse;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.folding.Folding;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.Dimension;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.RejectionRow;
import io.meterhouse.usagestore.UniquePosition;
import io.meterhouse.usagestore.VoidRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Records of the usage topics as rows. */
final class UsageRows {

  private UsageRows() {}

  /**
   * A record of usage.unique: an event, that one is void, or what is of no concern to the store.
   */
  static RawRow raw(SinkRecord record) throws InvalidProtocolBufferException {
    UsageRecord usage = UsageRecord.parseFrom(record.value());
    if (usage.hasRecompute()) {
      return new RawRow.Neither();
    }
    return usage.hasVoid()
        ? new RawRow.OfVoid(voided(record, usage))
        : new RawRow.OfEvent(event(record, usage));
  }

  static EventRow event(SinkRecord record) throws InvalidProtocolBufferException {
    return event(record, UsageRecord.parseFrom(record.value()));
  }

  private static EventRow event(SinkRecord record, UsageRecord usage) {
    AcceptedPosition accepted = usage.getAccepted();
    return new EventRow(
        usage.getTenantId(),
        usage.getType(),
        usage.getSource(),
        usage.getId(),
        usage.getSubject(),
        Folding.eventTime(usage),
        Instant.ofEpochMilli(accepted.getAcceptedAtMillis()),
        data(usage),
        usage.getIngestId(),
        Identity.of(TenantId.of(usage.getTenantId()), usage.getSource(), usage.getId()),
        accepted.getPartition(),
        accepted.getOffset(),
        shard(record),
        new UniquePosition(record.partition(), record.offset()));
  }

  private static VoidRow voided(SinkRecord record, UsageRecord usage) {
    AcceptedPosition accepted = usage.getAccepted();
    return new VoidRow(
        usage.getTenantId(),
        usage.getType(),
        usage.getSource(),
        usage.getId(),
        usage.getSubject(),
        Folding.eventTime(usage),
        data(usage),
        Identity.of(TenantId.of(usage.getTenantId()), usage.getSource(), usage.getId()),
        accepted.getPartition(),
        accepted.getOffset(),
        shard(record),
        new UniquePosition(record.partition(), record.offset()),
        usage.getVoid().getReason(),
        usage.getVoid().getVoidedBy(),
        Instant.ofEpochMilli(usage.getVoid().getVoidedAtMillis()));
  }

  private static int shard(SinkRecord record) {
    return UniqueKey.fromBytes(record.key().toByteArray()).shard();
  }

  static AggregateRow aggregate(SinkRecord record) throws InvalidProtocolBufferException {
    AggregateRecord wire = AggregateRecord.parseFrom(record.value());
    AggregateKey key = wire.getKey();
    WindowState state = WindowState.fromWire(wire);
    SortedMap<String, String> dimensions = new TreeMap<>();
    for (Dimension dimension : key.getDimensionsList()) {
      dimensions.put(dimension.getName(), dimension.getValue());
    }
    return new AggregateRow(
        key.getTenantId(),
        key.getMeter(),
        key.getMeterVersion(),
        key.getSubject(),
        dimensions,
        key.getMember().isEmpty() ? null : Member.ofBytes(key.getMember().toByteArray()),
        new Window(
            Instant.ofEpochSecond(key.getWindowStartEpochSeconds()),
            WindowSize.ofSeconds(key.getWindowSeconds())),
        key.getShard(),
        state.aggregate(),
        state.acceptedAt(),
        state.version());
  }

  static RejectionRow rejection(SinkRecord record) throws InvalidProtocolBufferException {
    RejectedRecord rejected = RejectedRecord.parseFrom(record.value());
    UsageRecord usage = rejected.getEvent();
    AcceptedPosition accepted = rejected.getAccepted();
    return new RejectionRow(
        usage.getTenantId(),
        record.partition(),
        record.offset(),
        rejected.getCode(),
        rejected.getMessage(),
        rejected.getField(),
        rejected.getMeter(),
        usage.getSource(),
        usage.getId(),
        usage.getType(),
        usage.getSubject(),
        rejected.getUndecodable().isEmpty() ? data(usage) : rejected.getUndecodable(),
        rejected.hasAccepted()
            ? Instant.ofEpochMilli(accepted.getAcceptedAtMillis())
            : record.timestamp(),
        accepted.getPartition(),
        accepted.getOffset());
  }

  static LedgerRow ledger(SinkRecord record) throws InvalidProtocolBufferException {
    LedgerRecord counts = LedgerRecord.parseFrom(record.value());
    return new LedgerRow(
        counts.getTenantId(),
        Instant.EPOCH.plus(Duration.ofMinutes(counts.getAcceptedEpochMinute())),
        counts.getPartition(),
        counts.getAccepted(),
        counts.getUnique(),
        counts.getDuplicates(),
        counts.getRejected(),
        counts.getMissing(),
        counts.getVersion());
  }

  /** An event's own data; a snapshot as the JSON that declares it. */
  private static ByteString data(UsageRecord usage) {
    if (!usage.hasSnapshot()) {
      return usage.getData();
    }
    Snapshot snapshot = usage.getSnapshot();
    Map<String, DataValue> declared = new LinkedHashMap<>();
    declared.put("metric_code", new DataValue.Text(snapshot.getMetricCode()));
    BigDecimal value = Decimals.fromWire(snapshot.getValue()).stripTrailingZeros();
    declared.put("metric_value", new DataValue.Number(value.toPlainString()));
    LocalDate day = LocalDate.ofEpochDay(snapshot.getUsageEpochDay());
    declared.put("usage_date", new DataValue.Text(day.toString()));
    return ByteString.copyFrom(JsonData.bytes(new DataValue.Obj(declared)));
  }
}
