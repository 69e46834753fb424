package io.meterhouse.aggregator.kafka;

import io.meterhouse.aggregator.SinkRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows that wait for their insert, and up to where the topic has been read. Not thread-safe.
 *
 * @param <R> a row
 */
final class SinkBatch<R> {

  private final List<SinkRecord> records = new ArrayList<>();
  private final List<R> rows = new ArrayList<>();
  private final Map<Integer, Long> nextOffsets = new HashMap<>();
  private final Map<Integer, Long> recorded = new HashMap<>();
  private long bytes;
  private long sinceNanos;
  private boolean open;

  void add(SinkRecord record, R row, long nowNanos) {
    begin(nowNanos);
    records.add(record);
    rows.add(row);
    bytes += record.value().size();
  }

  /** The consumer is there: behind rows that were added, or behind markers that are no rows. */
  void readUpTo(int partition, long nextOffset, long nowNanos) {
    if (nextOffset > recorded.getOrDefault(partition, 0L)) {
      begin(nowNanos);
      nextOffsets.put(partition, nextOffset);
    }
  }

  boolean isOpen() {
    return open;
  }

  List<R> rows() {
    return rows;
  }

  SinkRecord record(int index) {
    return records.get(index);
  }

  long bytes() {
    return bytes;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  /** Partition to next offset, of those that moved since {@link #done}. */
  Map<Integer, Long> nextOffsets() {
    return Map.copyOf(nextOffsets);
  }

  /** Everything is in and recorded. */
  void done() {
    recorded.putAll(nextOffsets);
    clear();
  }

  /** Somebody else reads these partitions from now on, from what was committed. */
  void forget(Collection<Integer> partitions) {
    for (int i = records.size() - 1; i >= 0; i--) {
      if (partitions.contains(records.get(i).partition())) {
        bytes -= records.get(i).value().size();
        records.remove(i);
        rows.remove(i);
      }
    }
    nextOffsets.keySet().removeAll(partitions);
    recorded.keySet().removeAll(partitions);
    if (rows.isEmpty() && nextOffsets.isEmpty()) {
      clear();
    }
  }

  private void begin(long nowNanos) {
    if (!open) {
      open = true;
      sinceNanos = nowNanos;
    }
  }

  private void clear() {
    records.clear();
    rows.clear();
    nextOffsets.clear();
    bytes = 0;
    open = false;
  }
}
