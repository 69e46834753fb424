package io.meterhouse.aggregator.clickhouse;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.deduplication.Deduplication;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.aggregator.sink.UnreadableRecordException;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.usagestore.EncodedRow;
import io.meterhouse.usagestore.TableEncoder;
import io.meterhouse.usagestore.TableWriter;
import java.time.DateTimeException;
import java.util.List;

/**
 * A sink made of a table's writer and two functions over the records of its topic.
 *
 * @param <R> what is encoded for the table
 */
final class StoreSink<R> implements Sink<EncodedRow> {

  /** Code of a record that a table cannot take. */
  static final String ROW_REFUSED = "ROW_REFUSED";

  /** Stands for all meters in a rejection that concerns none of them alone. */
  static final String EVERY_METER = "*";

  /** A store may tell a long story; the log has all of it. */
  private static final int MAX_REASON_CHARS = 1_000;

  /** A topic's record as a row. */
  @FunctionalInterface
  interface RowMapper<R> {
    R map(SinkRecord record) throws InvalidProtocolBufferException;
  }

  /** A rejection with what the record tells of the tenant and the event; see {@link Origins}. */
  @FunctionalInterface
  interface Origin {
    RejectedRecord.Builder of(SinkRecord record) throws InvalidProtocolBufferException;
  }

  private final String name;
  private final RowMapper<R> mapper;
  private final TableWriter<R> writer;
  private final TableEncoder<R> encoder;
  private final Origin origin;

  /**
   * @param origin whose a record is, for the rejection in the place of its row
   */
  StoreSink(String name, RowMapper<R> mapper, TableWriter<R> writer, Origin origin) {
    this.name = name;
    this.mapper = mapper;
    this.writer = writer;
    this.encoder = writer.encoder();
    this.origin = origin;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public EncodedRow read(SinkRecord record) {
    return read(each -> encode(mapper.map(each)), record);
  }

  EncodedRow encode(R row) {
    return encoder.encode(row);
  }

  /** Whatever is wrong with the record or its row is the record's fault. */
  static <T> T read(RowMapper<T> mapper, SinkRecord record) {
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
  public void write(List<EncodedRow> rows) {
    StoreCalls.run(() -> writer.writeEncoded(rows));
  }

  @Override
  public void probe() {
    StoreCalls.run(writer::probe);
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
    RejectedRecord.Builder rejected = originOf(record);
    if (rejected.getMeter().isEmpty()) {
      rejected.setMeter(EVERY_METER);
    }
    if (!rejected.hasAccepted()) {
      // Only an event says itself what it is; of all others the bytes have to tell.
      rejected.setUndecodable(Deduplication.beginningOf(record.value().toByteArray()));
    }
    return rejected
        .setCode(ROW_REFUSED)
        .setMessage(
            "%s, partition %d, offset %d: %s"
                .formatted(name, record.partition(), record.offset(), shortened(reason)))
        .build();
  }

  private RejectedRecord.Builder originOf(SinkRecord record) {
    try {
      return origin.of(record);
    } catch (InvalidProtocolBufferException e) {
      return RejectedRecord.newBuilder();
    }
  }

  private static String shortened(String reason) {
    return reason.length() <= MAX_REASON_CHARS
        ? reason
        : reason.substring(0, MAX_REASON_CHARS) + " ...";
  }
}
