package io.meterhouse.aggregator.clickhouse;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Deduplication;
import io.meterhouse.aggregator.Sink;
import io.meterhouse.aggregator.SinkRecord;
import io.meterhouse.aggregator.UnreadableRecordException;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.time.DateTimeException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A sink made of two functions.
 *
 * @param <R> a row
 */
record StoreSink<R>(String name, RowMapper<R> mapper, Consumer<List<R>> writer) implements Sink<R> {

  /** Code of a record that a table cannot take. */
  static final String ROW_REFUSED = "ROW_REFUSED";

  /** Stands for all meters in a rejection that concerns none of them alone. */
  static final String EVERY_METER = "*";

  /** A topic's record as a row. */
  @FunctionalInterface
  interface RowMapper<R> {
    R map(SinkRecord record) throws InvalidProtocolBufferException;
  }

  @Override
  public R read(SinkRecord record) {
    try {
      return mapper.map(record);
    } catch (InvalidProtocolBufferException
        | IllegalArgumentException
        | ArithmeticException
        | DateTimeException e) {
      throw new UnreadableRecordException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void write(List<R> rows) {
    StoreCalls.run(() -> writer.accept(rows));
  }

  @Override
  public RejectedRecord rejection(SinkRecord record, String reason) {
    ByteString beginning = Deduplication.beginningOf(record.value().toByteArray());
    return RejectedRecord.newBuilder()
        .setCode(ROW_REFUSED)
        .setMessage(
            "%s, partition %d, offset %d: %s"
                .formatted(name, record.partition(), record.offset(), reason))
        .setMeter(EVERY_METER)
        .setUndecodable(beginning)
        .build();
  }
}
