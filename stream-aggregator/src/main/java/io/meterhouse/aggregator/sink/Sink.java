package io.meterhouse.aggregator.sink;

import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Port: turns records of one topic into rows, of one table or several. Writing rows again must
 * change nothing that a reader can see.
 *
 * <p>To read is of one thread, all else but {@link #gathered} and {@link #bytes} of another: both
 * may work at a time.
 *
 * @param <R> a row
 */
public interface Sink<R> {

  /** Stable: progress is recorded under it. */
  String name();

  /**
   * A row with nothing wrong in itself: where the store refuses it, it is the store that says so.
   *
   * @return null: no table keeps anything of this record
   * @throws UnreadableRecordException if the record cannot become a row, ever
   */
  @Nullable R read(SinkRecord record);

  /** What the row itself takes while it waits for its insert; the record waits with it. */
  default long bytes(R row) {
    return 0;
  }

  /**
   * What was read since the last call will be written next. Nothing is being written meanwhile, and
   * what is done here can be seen when it is.
   */
  default void gathered() {}

  /**
   * @throws SinkWriteException if it is not certain that all rows are in
   */
  void write(List<R> rows);

  /**
   * Returns if the store takes rows now, in each of the tables; writes none.
   *
   * @throws SinkWriteException if not
   */
  void probe();

  /**
   * Which of the sink's tables the row is for. That one table takes rows says nothing of another.
   */
  default String table(R row) {
    return "";
  }

  /** What goes to usage.rejected in the place of a row that the store will never take. */
  RejectedRecord rejection(SinkRecord record, String reason);
}
