package io.meterhouse.aggregator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a batch although some of its rows may be bad: a batch that the store refuses is split
 * until the bad rows stand alone.
 *
 * <p>A row counts as bad only if the store took other rows of the batch. A store that refuses
 * everything (a table is missing, the password changed) says nothing about the rows; then they are
 * held, not thrown away.
 *
 * @param <R> a row
 */
public final class RowIsolation<R> {

  /** So many rows refused with none taken: it is the store, and asking on would only cost time. */
  static final int MAX_REFUSED_BEFORE_ONE_IS_TAKEN = 8;

  /** Index of a row in its batch, and why the store will never take it. */
  public record Refused(int index, String reason) {}

  private final Consumer<List<R>> store;
  private final List<Refused> refused = new ArrayList<>();
  private boolean anyTaken;

  private RowIsolation(Consumer<List<R>> store) {
    this.store = store;
  }

  /**
   * Returns when all rows are in but the refused ones.
   *
   * @throws SinkWriteException if the batch is to be written again, whole
   */
  public static <R> List<Refused> write(List<R> rows, Consumer<List<R>> store) {
    RowIsolation<R> isolation = new RowIsolation<>(store);
    isolation.write(rows, 0);
    if (!isolation.anyTaken && !isolation.refused.isEmpty()) {
      throw everythingRefused(isolation.refused);
    }
    return List.copyOf(isolation.refused);
  }

  private void write(List<R> rows, int firstIndex) {
    if (rows.isEmpty()) {
      return;
    }
    try {
      store.accept(rows);
      anyTaken = true;
    } catch (SinkWriteException e) {
      if (e.isRetryable()) {
        throw e;
      }
      split(rows, firstIndex, e);
    }
  }

  private void split(List<R> rows, int firstIndex, SinkWriteException reason) {
    if (rows.size() == 1) {
      refused.add(new Refused(firstIndex, String.valueOf(reason.getMessage())));
      if (!anyTaken && refused.size() >= MAX_REFUSED_BEFORE_ONE_IS_TAKEN) {
        throw everythingRefused(refused);
      }
      return;
    }
    int half = rows.size() / 2;
    write(rows.subList(0, half), firstIndex);
    write(rows.subList(half, rows.size()), firstIndex + half);
  }

  private static SinkWriteException everythingRefused(List<Refused> refused) {
    String reason = refused.getFirst().reason();
    return new SinkWriteException(
        "the store takes no row at all: " + reason, false, new IllegalStateException(reason));
  }
}
