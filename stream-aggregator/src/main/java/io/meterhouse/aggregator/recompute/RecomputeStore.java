package io.meterhouse.aggregator.recompute;

import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.metering.Meter;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventHistogram;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.EventsAt;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.UniqueBound;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Port: what is stored, as the recompute reads it. Every method throws {@link SinkWriteException}
 * where the store cannot tell now.
 */
public interface RecomputeStore {

  /** Every event and void of that partition of usage.unique before this offset is stored. */
  long storedUpTo(int partition);

  /** One by one, in no order, any version of these meters. */
  void windows(EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer);

  /** Of the events of the range. */
  List<EventVoid> voids(EventRange range);

  /** One by one, in no order, void ones too. */
  void events(EventRange range, UniqueBound bound, Consumer<? super EventRow> consumer);

  /** Events by hour, of snapshots by day, the earliest first. */
  List<EventsAt> histogram(EventRange range, int shard);

  /** Events by hour, of snapshots by day, the newest day first. */
  List<EventsAt> histogram(
      EventHistogram.Question question, EventHistogram.@Nullable Cursor from, int limit);

  long total(EventHistogram.Question question);

  /** How far a build is. */
  void record(MeterBuildRow row);
}
