package io.meterhouse.aggregator.recompute;

import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.folding.EventVoids;
import io.meterhouse.aggregator.folding.Folded;
import io.meterhouse.aggregator.folding.Recompute;
import io.meterhouse.aggregator.folding.WindowKeys;
import io.meterhouse.aggregator.folding.WindowState;
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
 * Folds a piece: the stored windows are brought to it, after them the events, each in any order;
 * then it says what is to be published and what is to be answered. Pure; not thread-safe.
 */
final class RecomputeFold {

  private static final Logger LOG = LoggerFactory.getLogger(RecomputeFold.class);

  /** Rejections that are held at once; what is beyond is counted. */
  private static final long MAX_MISFIT_BYTES = 16L << 20;

  private final RecomputePiece piece;
  private final List<Meter> meters;
  private final long reached;
  private final EventVoids voids;
  private final Recompute released;
  private final Recompute bases;
  private final Map<AggregateKey, AggregateRow> stored = new HashMap<>();
  private final List<RejectedRecord> misfits = new ArrayList<>();

  /** Events that are in a stored window and were found again. */
  private final Map<AggregateKey, Long> found = new HashMap<>();

  private long events;
  private long unread;
  private long misfitBytes;
  private long incomplete;

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
   * @param misfits of events before the cut that count, as many as memory has room for
   * @param unread how many there are
   * @param events that were folded
   */
  record Result(
      List<AggregateRecord> released,
      List<AggregateRecord> bases,
      List<RejectedRecord> misfits,
      long unread,
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
      folded.misfits().forEach(this::addMisfit);
    }
  }

  private void addMisfit(RejectedRecord misfit) {
    unread++;
    misfitBytes += misfit.getSerializedSize();
    if (misfitBytes <= MAX_MISFIT_BYTES) {
      misfits.add(misfit);
    }
  }

  Result result() {
    List<AggregateRecord> publish = new ArrayList<>();
    released
        .windows()
        .forEach(
            (key, window) -> {
              if (isToBePublished(stored.get(key), window) && isComplete(key, stored.get(key))) {
                publish.add(version(window).toWire(key));
              }
            });
    List<AggregateRecord> answer = new ArrayList<>();
    bases.windows().forEach((key, window) -> answer.add(window.toWire(key)));
    stored.forEach((key, row) -> addUntouched(key, row, publish, answer));
    if (incomplete > 0) {
      LOG.error(
          "{}: {} windows were folded from more events than usage_events has and stay as they are;"
              + " with audit --repair they become what it has",
          piece.range(),
          incomplete);
    }
    return new Result(publish, answer, misfits, unread, events);
  }

  private void add(Contribution contribution, EventRow event) {
    Window window = WindowKeys.window(contribution.key());
    if (!piece.holds(window)) {
      return;
    }
    if (piece.isReleased(window)) {
      if (isIn(stored.get(contribution.key()), event)) {
        found.merge(contribution.key(), 1L, Long::sum);
      }
      add(released, contribution, event, reached);
    } else if (stands(event, piece.cut())) {
      add(bases, contribution, event, piece.cut());
    }
  }

  /** Whether the stored window was made of that event, as its version says. */
  private boolean isIn(@Nullable AggregateRow row, EventRow event) {
    return row != null && stands(event, row.version()) && voids.of(event, row.version()) == null;
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

  /**
   * Whether all events of which the stored window was made are there. Where some were dropped with
   * their month, what came late must not take the place of the whole; a repair may.
   */
  private boolean isComplete(AggregateKey key, @Nullable AggregateRow row) {
    boolean isComplete =
        piece.isAnswered() || row == null || row.aggregate().count() <= found.getOrDefault(key, 0L);
    if (!isComplete) {
      incomplete++;
    }
    return isComplete;
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
        && row.aggregate().count() > 0
        && isComplete(key, row)) {
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
