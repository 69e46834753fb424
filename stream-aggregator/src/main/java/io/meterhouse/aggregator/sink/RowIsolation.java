package io.meterhouse.aggregator.sink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches although some of their rows may be bad.
 *
 * <p>A row that the store refuses is searched by splitting the batch; it counts as bad only if its
 * table is seen to be well afterwards: it takes a row that it has taken before, or where there is
 * none yet, an insert of no rows, and refuses the row once more. A store that refuses that as well
 * (a table is missing, the password changed) says nothing about the rows; then they are held, not
 * thrown away.
 *
 * <p>Of one thread.
 *
 * @param <R> a row
 */
public final class RowIsolation<R> {

  /** So many rows are searched for in one pass, so that it ends in a time that one can wait. */
  static final int MAX_REFUSED_A_PASS = 64;

  /** Index of a row in its batch, and why the store will never take it. */
  public record Refused(int index, String reason) {}

  /**
   * What became of a batch.
   *
   * @param complete whether all rows are in but the refused ones; if not, the others are to be
   *     written again
   */
  public record Pass(List<Refused> refused, boolean complete) {

    public Pass {
      refused = List.copyOf(refused);
    }
  }

  private final Sink<R> sink;

  /** Of each table a row that it has taken. */
  private final Map<String, R> knownGood = new HashMap<>();

  public RowIsolation(Sink<R> sink) {
    this.sink = sink;
  }

  /**
   * Writes them, or finds out what keeps them from being written.
   *
   * @throws SinkWriteException if the batch is to be written again, whole
   */
  public Pass write(List<R> rows) {
    if (rows.isEmpty()) {
      return new Pass(List.of(), true);
    }
    try {
      take(rows);
      return new Pass(List.of(), true);
    } catch (SinkWriteException e) {
      if (e.isRetryable()) {
        throw e;
      }
      return search(rows, e);
    }
  }

  private Pass search(List<R> rows, SinkWriteException reason) {
    List<Refused> refused = new ArrayList<>();
    boolean complete = split(rows, 0, reason, refused);
    return new Pass(refused, complete);
  }

  private boolean write(List<R> rows, int firstIndex, List<Refused> refused) {
    if (refused.size() >= MAX_REFUSED_A_PASS) {
      return false;
    }
    try {
      take(rows);
      return true;
    } catch (SinkWriteException e) {
      if (e.isRetryable()) {
        throw e;
      }
      return split(rows, firstIndex, e, refused);
    }
  }

  private boolean split(
      List<R> rows, int firstIndex, SinkWriteException reason, List<Refused> refused) {
    if (rows.size() == 1) {
      proveTheStoreWell(sink.table(rows.getFirst()));
      if (!isTakenNow(rows)) {
        refused.add(new Refused(firstIndex, String.valueOf(reason.getMessage())));
      }
      return true;
    }
    int half = rows.size() / 2;
    boolean first = write(rows.subList(0, half), firstIndex, refused);
    return write(rows.subList(half, rows.size()), firstIndex + half, refused) && first;
  }

  /** The refusal may have been of a moment that is over: what was refused once is tried again. */
  private boolean isTakenNow(List<R> rows) {
    try {
      take(rows);
      return true;
    } catch (SinkWriteException e) {
      if (e.isRetryable()) {
        throw e;
      }
      return false;
    }
  }

  private void take(List<R> rows) {
    sink.write(rows);
    rows.forEach(row -> knownGood.put(sink.table(row), row));
  }

  private void proveTheStoreWell(String table) {
    @Nullable R good = knownGood.get(table);
    try {
      // The good row is of one shard, and the refused one may be of another.
      sink.probe();
      if (good != null) {
        sink.write(List.of(good));
      }
    } catch (SinkWriteException e) {
      throw new SinkWriteException(
          "the store takes no row at all: " + e.getMessage(), e.isRetryable(), e);
    }
  }
}
