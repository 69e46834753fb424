package io.meterhouse.aggregator.recompute;

import io.meterhouse.aggregator.folding.EventVoids;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.UniqueBound;
import java.util.List;

/** Folds a piece of what is stored. */
final class Refolding {

  private Refolding() {}

  /**
   * @param reached everything of the partition before it was stored before this is called
   * @throws SinkWriteException where the store cannot tell now
   */
  static RecomputeFold.Result of(
      RecomputePiece piece, MeterCatalog catalog, RecomputeStore store, long reached) {
    EventVoids voids = EventVoids.of(store.voids(piece.range()));
    RecomputeFold fold = new RecomputeFold(piece, catalog, reached, voids);
    List<Meter> meters = RecomputeFold.meters(piece, catalog);
    store.windows(piece.range(), meters, fold::window);
    UniqueBound bound = new UniqueBound(piece.shard(), piece.partition(), reached);
    for (EventRange range : questions(piece.range())) {
      store.events(range, bound, fold::event);
    }
    return fold.result();
  }

  /**
   * A step that is cut into shares has more events than are to be asked for at once, and all of
   * them are in one share where usage has no subject.
   */
  private static List<EventRange> questions(EventRange range) {
    return range.shares() == 1 ? List.of(range) : range.byHours();
  }
}
