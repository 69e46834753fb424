package io.meterhouse.aggregator.audit;

import io.meterhouse.metering.Meter;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.CountDifference;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.PartitionCount;
import io.meterhouse.usagestore.TouchedEvents;
import io.meterhouse.usagestore.TouchedWindows;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Port: what is stored. Every method throws {@link AuditException} where it cannot be read now. */
public interface AuditStore {

  /** Everything accepted before it is in the windows and in the ledger; empty: never measured. */
  Optional<Instant> watermark();

  long ledgerRows(AcceptedSlice slice);

  /** Rows of the ledger that do not add up. */
  List<LedgerRow> unbalanced(AcceptedSlice slice);

  List<CountDifference> eventsOtherThanCounted(AcceptedSlice slice);

  List<CountDifference> rejectionsOtherThanCounted(AcceptedSlice slice);

  /** What the ledger counts of each partition, of all tenants, beside the offsets given out. */
  List<PartitionCount> partitions(AcceptedSlice slice);

  List<TouchedEvents> touchedEvents(AcceptedSlice slice);

  List<TouchedWindows> touchedWindows(AcceptedSlice slice);

  /** One by one, in no order, any version of these meters. */
  void windows(EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer);

  /** How far new versions of meters are, all that were ever built. */
  List<MeterBuildRow> builds();

  /** Of the events of the range. */
  List<EventVoid> voids(EventRange range);

  /** One by one, in no order, void ones too. */
  void events(EventRange range, Consumer<? super EventRow> consumer);
}
