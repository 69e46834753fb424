package io.meterhouse.aggregator.kafka.sink;

import io.meterhouse.aggregator.sink.RowIsolation;
import io.meterhouse.aggregator.sink.SinkRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Rows that wait for their insert, records that are left out and wait for their rejection, and up
 * to where the topic has been read. Not thread-safe.
 *
 * @param <R> a row
 */
final class SinkBatch<R> {

  /** A record that becomes no row, and why. */
  record LeftOut(SinkRecord record, String reason) {}

  /**
   * @param bytes of both
   */
  private record Waiting<R>(SinkRecord record, R row, long bytes) {}

  private final List<Waiting<R>> waiting = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final Map<Integer, Long> nextOffsets = new HashMap<>();

  /** Up to where batches before this one have read. */
  private final Map<Integer, Long> before;

  private long bytes;
  private long sinceNanos;
  private boolean open;

  SinkBatch() {
    this(Map.of());
  }

  private SinkBatch(Map<Integer, Long> before) {
    this.before = new HashMap<>(before);
  }

  /** The one that goes on where this one ends. */
  SinkBatch<R> next() {
    SinkBatch<R> next = new SinkBatch<>(before);
    next.before.putAll(nextOffsets);
    return next;
  }

  /**
   * @param rowBytes of the row beside its record
   */
  void add(SinkRecord record, R row, long rowBytes, long nowNanos) {
    begin(nowNanos);
    long both = record.bytes() + rowBytes;
    waiting.add(new Waiting<>(record, row, both));
    bytes += both;
  }

  void leaveOut(LeftOut one, long nowNanos) {
    begin(nowNanos);
    leftOut.add(one);
    bytes += one.record().bytes();
  }

  /** These rows, by their index in {@link #rows}, will never be taken. */
  List<LeftOut> leaveOut(List<RowIsolation.Refused> refused) {
    if (refused.isEmpty()) {
      return List.of();
    }
    Map<Integer, String> reasons =
        refused.stream()
            .collect(
                Collectors.toMap(
                    RowIsolation.Refused::index, RowIsolation.Refused::reason, (a, b) -> a));
    List<Waiting<R>> others = new ArrayList<>();
    List<LeftOut> bad = new ArrayList<>();
    for (int i = 0; i < waiting.size(); i++) {
      String reason = reasons.get(i);
      if (reason == null) {
        others.add(waiting.get(i));
      } else {
        bad.add(new LeftOut(waiting.get(i).record(), reason));
      }
    }
    waiting.clear();
    waiting.addAll(others);
    leftOut.addAll(bad);
    return bad;
  }

  /** The consumer is there: behind rows that were added, or behind markers that are no rows. */
  void readUpTo(int partition, long nextOffset, long nowNanos) {
    if (nextOffset > before.getOrDefault(partition, 0L)) {
      begin(nowNanos);
      nextOffsets.put(partition, nextOffset);
    }
  }

  boolean isOpen() {
    return open;
  }

  List<R> rows() {
    return waiting.stream().map(Waiting::row).toList();
  }

  /** Records that wait, as rows or for their rejection. */
  int size() {
    return waiting.size() + leftOut.size();
  }

  List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  /** Their rejections are written. */
  void rejected() {
    for (LeftOut one : leftOut) {
      bytes -= one.record().bytes();
    }
    leftOut.clear();
  }

  long bytes() {
    return bytes;
  }

  long sinceNanos() {
    return sinceNanos;
  }

  /** Partition to next offset, of those that moved since the batch before. */
  Map<Integer, Long> nextOffsets() {
    return Map.copyOf(nextOffsets);
  }

  /** Somebody else reads these partitions from now on, or we do, from elsewhere. */
  void forget(Collection<Integer> partitions) {
    waiting.removeIf(one -> partitions.contains(one.record().partition()));
    leftOut.removeIf(one -> partitions.contains(one.record().partition()));
    bytes =
        waiting.stream().mapToLong(Waiting::bytes).sum()
            + leftOut.stream().mapToLong(one -> one.record().bytes()).sum();
    nextOffsets.keySet().removeAll(partitions);
    before.keySet().removeAll(partitions);
    if (size() == 0 && nextOffsets.isEmpty()) {
      open = false;
    }
  }

  private void begin(long nowNanos) {
    if (!open) {
      open = true;
      sinceNanos = nowNanos;
    }
  }
}
