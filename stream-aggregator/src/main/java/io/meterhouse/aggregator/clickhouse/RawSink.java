package io.meterhouse.aggregator.clickhouse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.usagestore.EncodedRow;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.TableEncoder;
import io.meterhouse.usagestore.TableWriter;
import io.meterhouse.usagestore.VoidRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries usage.unique into two tables: the events, and which of them are void. It is one sink, so
 * that its progress says of both that everything before it is in.
 */
final class RawSink implements Sink<EncodedRow> {

  private final StoreSink<EventRow> events;
  private final TableWriter<VoidRow> voids;
  private final TableEncoder<VoidRow> voidEncoder;

  RawSink(StoreSink<EventRow> events, TableWriter<VoidRow> voids) {
    this.events = events;
    this.voids = voids;
    this.voidEncoder = voids.encoder();
  }

  @Override
  public String name() {
    return events.name();
  }

  @Override
  public @Nullable EncodedRow read(SinkRecord record) {
    return StoreSink.read(this::encoded, record).orElse(null);
  }

  private Optional<EncodedRow> encoded(SinkRecord record) throws InvalidProtocolBufferException {
    return switch (UsageRows.raw(record)) {
      case RawRow.OfEvent(EventRow event) -> Optional.of(events.encode(event));
      case RawRow.OfVoid(VoidRow voided) -> Optional.of(voidEncoder.encode(voided));
      case RawRow.Neither _ -> Optional.empty();
    };
  }

  @Override
  public void write(List<EncodedRow> rows) {
    List<EncodedRow> ofEvents = new ArrayList<>(rows.size());
    List<EncodedRow> ofVoids = new ArrayList<>();
    for (EncodedRow row : rows) {
      (voids.isFor(row) ? ofVoids : ofEvents).add(row);
    }
    events.write(ofEvents);
    StoreCalls.run(() -> voids.writeEncoded(ofVoids));
  }

  @Override
  public void probe() {
    events.probe();
    StoreCalls.run(voids::probe);
  }

  @Override
  public long bytes(EncodedRow row) {
    return row.bytes();
  }

  @Override
  public String table(EncodedRow row) {
    return row.table();
  }

  @Override
  public RejectedRecord rejection(SinkRecord record, String reason) {
    return events.rejection(record, reason);
  }
}
