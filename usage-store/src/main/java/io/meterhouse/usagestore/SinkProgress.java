package io.meterhouse.usagestore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a sink is: the rows of everything before the next offset of a partition are in. It is
 * written after the rows, so a crash in between only repeats rows, which changes nothing.
 *
 * <p>It never goes back: of several the highest offset holds. A topic that was deleted and begins
 * anew therefore needs another name. Safe for use by several threads.
 */
public final class SinkProgress {

  private static final TableInsert<Position> INSERT =
      new TableInsert<>(
          "sink_progress",
          List.of("sink", "topic", "partition", "next_offset"),
          SinkProgress::encode);

  private static final String READ =
      "SELECT partition, max(next_offset) AS next FROM sink_progress"
          + " WHERE sink = {sink:String} AND topic = {topic:String} GROUP BY partition";

  private final UsageStore store;

  public SinkProgress(UsageStore store) {
    this.store = store;
  }

  /**
   * @throws UsageStoreException if it is not certain to be kept
   */
  public void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
    List<Position> rows = new ArrayList<>();
    nextOffsets.forEach(
        (partition, offset) -> rows.add(new Position(sink, topic, partition, offset)));
    if (!rows.isEmpty()) {
      store.insert(INSERT, rows);
    }
  }

  /** Partition to next offset; a partition that was never recorded is not in it. */
  public SortedMap<Integer, Long> read(String sink, String topic) {
    SortedMap<Integer, Long> read = new TreeMap<>();
    SqlStatement statement =
        new SqlParameters().string("sink", sink).string("topic", topic).in(READ);
    for (Position position :
        store.query(
            statement,
            row ->
                new Position(
                    sink, topic, Math.toIntExact(row.getLong("partition")), row.getLong("next")))) {
      read.put(position.partition(), position.nextOffset());
    }
    return Collections.unmodifiableSortedMap(read);
  }

  private static void encode(Position row, RowBinaryOutput out) {
    out.string(row.sink()).string(row.topic()).uint32(row.partition()).uint64(row.nextOffset());
  }

  private record Position(String sink, String topic, int partition, long nextOffset) {}
}
