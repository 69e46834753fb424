package io.meterhouse.aggregator;

import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Window;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds a piece: the stored windows and the events are brought to it in any order, then it says
 * what is to be published and what is to be answered. Pure; not thread-safe.
 */
final class RecomputeFold {

  private static final Logger LOG = LoggerFactory.getLogger(RecomputeFold.class);

  private final RecomputePiece piece;
  private final List<Meter> meters;
  private final long reached;
  private final EventVoids voids;
  private final Recompute released;
  private final Recompute bases;
  private final Map<AggregateKey, AggregateRow> stored = new HashMap<>();
  private final List<RejectedRecord> misfits = new ArrayList<>();
  private long events;

  /**
   * @param catalog of which every meter is folded that counts
   * @param reached every event and void before it is stored: the version of what is published
   */
  RecomputeFold(RecomputePiece piece, MeterCatalog catalog, long reached, EventVoids voids) {
    this.piece = piece;
    this.meters = meters(piece, catalog);
    this.reached = reached;
    this.voids = voids;
    this.released = new Recompute(catalog);
    this.bases = new Recompute(catalog);
  }

  /**
   * What came of it.
   *
   * @param released windows for usage.aggregates
   * @param bases windows as they are before the cut, for who publishes them
   * @param misfits of events before the cut that count
   * @param events that were folded
   */
  record Result(
      List<AggregateRecord> released,
      List<AggregateRecord> bases,
      List<RejectedRecord> misfits,
      long events) {}

  /** The meters whose windows are in such a piece. */
  static List<Meter> meters(RecomputePiece piece, MeterCatalog catalog) {
    return catalog.countingFor(piece.range().tenant(), piece.range().type()).stream()
        .filter(meter -> WindowCheck.Scale.of(meter.windowSize()) == piece.scale())
        .toList();
  }

  void window(AggregateRow row) {
    boolean counts =
        meters.stream()
            .anyMatch(
                meter -> meter.code().equals(row.meter()) && meter.version() == row.meterVersion());
    if (counts && row.shard() == piece.shard() && piece.holds(row.window())) {
      stored.put(WindowKeys.of(row), row);
    }
  }

  void event(EventRow event) {
    if (event.shard() != piece.shard() || !stands(event, reached)) {
      return;
    }
    events++;
    Folded folded;
    try {
      folded = released.fold(event);
    } catch (IllegalArgumentException e) {
      // It cannot be read by anybody, ever, so nothing is lost by going on without it.
      LOG.error(
          "usage_events: {} {} {} cannot be read", event.tenantId(), event.type(), event.id(), e);
      return;
    }
    folded.contributions().forEach(each -> add(each, event));
    if (stands(event, piece.cut()) && voids.of(event, piece.cut()) == null) {
      misfits.addAll(folded.misfits());
    }
  }

  Result result() {
    List<AggregateRecord> publish = new ArrayList<>();
    released
        .windows()
        .forEach(
            (key, window) -> {
              if (isToBePublished(stored.get(key), window)) {
                publish.add(version(window).toWire(key));
              }
            });
    List<AggregateRecord> answer = new ArrayList<>();
    bases.windows().forEach((key, window) -> answer.add(window.toWire(key)));
    stored.forEach((key, row) -> addUntouched(key, row, publish, answer));
    return new Result(publish, answer, misfits, events);
  }

  private void add(Contribution contribution, EventRow event) {
    Window window = WindowKeys.window(contribution.key());
    if (!piece.holds(window)) {
      return;
    }
    if (piece.isReleased(window)) {
      add(released, contribution, event, reached);
    } else if (stands(event, piece.cut())) {
      add(bases, contribution, event, piece.cut());
    }
  }

  private void add(Recompute windows, Contribution contribution, EventRow event, long before) {
    @Nullable EventVoid why = voids.of(event, before);
    if (why == null) {
      windows.add(contribution, event);
    } else {
      windows.leaveOut(contribution, event, why);
    }
  }

  private boolean isToBePublished(@Nullable AggregateRow row, WindowState window) {
    if (row == null) {
      return true;
    }
    return row.version() <= reached
        && (row.version() < window.version() || !row.aggregate().equals(window.aggregate()));
  }

  /** A stored window that no event explains holds nothing. */
  private void addUntouched(
      AggregateKey key,
      AggregateRow row,
      List<AggregateRecord> publish,
      List<AggregateRecord> answer) {
    boolean isReleased = piece.isReleased(row.window());
    WindowState nothing = new WindowState(Aggregate.empty(), reached, row.acceptedAt());
    if (isReleased
        && !released.windows().containsKey(key)
        && row.version() <= reached
        && row.aggregate().count() > 0) {
      publish.add(nothing.toWire(key));
    } else if (!isReleased && piece.isAnswered() && !bases.windows().containsKey(key)) {
      answer.add(nothing.toWire(key));
    }
  }

  private WindowState version(WindowState window) {
    Instant acceptedAt = window.acceptedAt();
    return new WindowState(window.aggregate(), reached, acceptedAt);
  }

  /** A position that is not known is before every offset. */
  private static boolean stands(EventRow event, long before) {
    return before > 0 && (event.unique() == null || event.unique().offset() < before);
  }
}
