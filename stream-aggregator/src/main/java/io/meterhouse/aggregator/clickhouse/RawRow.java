package io.meterhouse.aggregator.clickhouse;

import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.VoidRow;

/** What a record of usage.unique is in the store. */
sealed interface RawRow {

  record OfEvent(EventRow row) implements RawRow {}

  record OfVoid(VoidRow row) implements RawRow {}

  /** A record of which the store keeps nothing. */
  record Neither() implements RawRow {}
}
