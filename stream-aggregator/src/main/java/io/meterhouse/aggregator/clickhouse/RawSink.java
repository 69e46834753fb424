package io.meterhouse.aggregator.clickhouse;

import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.TableWriter;
import io.meterhouse.usagestore.VoidRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Carries usage.unique into two tables: the events, and which of them are void. It is one sink, so
 * that its progress says of both that everything before it is in.
 */
record RawSink(StoreSink<EventRow> events, TableWriter<VoidRow> voids) implements Sink<RawRow> {

  @Override
  public String name() {
    return events.name();
  }

  @Override
  public RawRow read(SinkRecord record) {
    return StoreSink.read(UsageRows::raw, record);
  }

  @Override
  public void write(List<RawRow> rows) {
    Parted parted = Parted.of(rows);
    events.write(parted.events);
    StoreCalls.run(() -> voids.write(parted.voids));
  }

  @Override
  public SortedMap<Integer, String> flaws(List<RawRow> rows) {
    Parted parted = Parted.of(rows);
    SortedMap<Integer, String> flaws = new TreeMap<>();
    events.flaws(parted.events).forEach((i, why) -> flaws.put(parted.eventsAt.get(i), why));
    voids.flaws(parted.voids).forEach((i, why) -> flaws.put(parted.voidsAt.get(i), why));
    return flaws;
  }

  @Override
  public void probe() {
    events.probe();
    StoreCalls.run(voids::probe);
  }

  @Override
  public String table(RawRow row) {
    return switch (row) {
      case RawRow.OfEvent _ -> "events";
      case RawRow.OfVoid _ -> "voids";
      case RawRow.Neither _ -> "neither";
    };
  }

  @Override
  public RejectedRecord rejection(SinkRecord record, String reason) {
    return events.rejection(record, reason);
  }

  /** Rows by table, each with its index among all. */
  private static final class Parted {

    private final List<EventRow> events = new ArrayList<>();
    private final List<Integer> eventsAt = new ArrayList<>();
    private final List<VoidRow> voids = new ArrayList<>();
    private final List<Integer> voidsAt = new ArrayList<>();

    static Parted of(List<RawRow> rows) {
      Parted parted = new Parted();
      for (int i = 0; i < rows.size(); i++) {
        parted.add(rows.get(i), i);
      }
      return parted;
    }

    private void add(RawRow row, int index) {
      switch (row) {
        case RawRow.OfEvent(EventRow event) -> {
          events.add(event);
          eventsAt.add(index);
        }
        case RawRow.OfVoid(VoidRow voided) -> {
          voids.add(voided);
          voidsAt.add(index);
        }
        case RawRow.Neither _ -> {}
      }
    }
  }
}
