package io.meterhouse.aggregator.clickhouse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.schemas.billing.v1.RatedItem;
import io.meterhouse.usagestore.RatedItemOrigin;
import io.meterhouse.usagestore.RatedItemRow;
import java.math.BigDecimal;
import java.time.Instant;

/** Records of billing.rated as rows. */
final class RatedItemRows {

  private RatedItemRows() {}

  static RatedItemRow item(SinkRecord record) throws InvalidProtocolBufferException {
    RatedItem item = RatedItem.parseFrom(record.value());
    return new RatedItemRow(
        item.getTenantId(),
        item.getId(),
        item.getScopeType(),
        item.getScopeId(),
        item.getBillingCycleId(),
        item.getMeter(),
        item.getPricingModelId(),
        item.getPricingModelVersion(),
        new BigDecimal(item.getQuantity()),
        item.getUnitPrice(),
        item.getPreciseAmount(),
        new BigDecimal(item.getTotalAmount()),
        item.getCurrency(),
        item.getBreakdownJson(),
        item.getVersion(),
        Instant.ofEpochMilli(item.getChangedAtMillis()),
        origin(item));
  }

  /** Before there were other kinds, no record said that it is of usage. */
  private static RatedItemOrigin origin(RatedItem item) {
    return item.getKind().isEmpty()
        ? RatedItemOrigin.USAGE
        : new RatedItemOrigin(
            item.getKind(),
            item.getItemType(),
            item.getDescription(),
            item.getAdjustsItemId(),
            item.getAdjustsCycleId());
  }
}
