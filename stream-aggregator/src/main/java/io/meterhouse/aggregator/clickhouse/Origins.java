package io.meterhouse.aggregator.clickhouse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.schemas.billing.v1.RatedItem;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;

/** Whose the records of each topic are: rejections without a code and a reason yet. */
final class Origins {

  private Origins() {}

  static RejectedRecord.Builder event(SinkRecord record) throws InvalidProtocolBufferException {
    UsageRecord usage = UsageRecord.parseFrom(record.value());
    RejectedRecord.Builder origin = RejectedRecord.newBuilder();
    // Bytes that happen to be a record of nobody are no event.
    return usage.getTenantId().isEmpty()
        ? origin
        : origin.setEvent(usage.toBuilder().clearAccepted()).setAccepted(usage.getAccepted());
  }

  static RejectedRecord.Builder aggregate(SinkRecord record) throws InvalidProtocolBufferException {
    AggregateKey key = AggregateRecord.parseFrom(record.value()).getKey();
    RejectedRecord.Builder origin = ofTenant(key.getTenantId()).setMeter(key.getMeter());
    origin.getEventBuilder().setSubject(key.getSubject());
    return origin;
  }

  static RejectedRecord.Builder ledger(SinkRecord record) throws InvalidProtocolBufferException {
    return ofTenant(LedgerRecord.parseFrom(record.value()).getTenantId());
  }

  static RejectedRecord.Builder ratedItem(SinkRecord record) throws InvalidProtocolBufferException {
    RatedItem item = RatedItem.parseFrom(record.value());
    return ofTenant(item.getTenantId()).setMeter(item.getMeter());
  }

  /**
   * The tenant alone, and that once: what made the row of a rejection impossible must not be in the
   * rejection in its place, which goes the same way.
   */
  static RejectedRecord.Builder rejection(SinkRecord record) throws InvalidProtocolBufferException {
    RejectedRecord rejected = RejectedRecord.parseFrom(record.value());
    return rejected.getCode().equals(StoreSink.ROW_REFUSED)
        ? RejectedRecord.newBuilder()
        : ofTenant(rejected.getEvent().getTenantId());
  }

  private static RejectedRecord.Builder ofTenant(String tenant) {
    return RejectedRecord.newBuilder().setEvent(UsageRecord.newBuilder().setTenantId(tenant));
  }
}
