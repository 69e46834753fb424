package io.meterhouse.aggregator.folding;

import io.meterhouse.metering.Identity;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of the events of a stretch count no more, and from where on; immutable. */
public final class EventVoids {

  public static final EventVoids NONE = new EventVoids(Map.of());

  private final Map<Key, EventVoid> voids;

  private record Key(Identity identity, int acceptedPartition, long acceptedOffset) {}

  private EventVoids(Map<Key, EventVoid> voids) {
    this.voids = voids;
  }

  public static EventVoids of(Collection<EventVoid> voids) {
    Map<Key, EventVoid> byEvent = new HashMap<>();
    for (EventVoid each : voids) {
      byEvent.merge(
          new Key(each.identity(), each.acceptedPartition(), each.acceptedOffset()),
          each,
          (a, b) -> a.unique().offset() <= b.unique().offset() ? a : b);
    }
    return new EventVoids(byEvent);
  }

  /** The first void of the event; null: it counts. */
  public @Nullable EventVoid of(EventRow event) {
    return voids.get(new Key(event.identity(), event.acceptedPartition(), event.acceptedOffset()));
  }

  /** Its first void if that stands before an offset of usage.unique. */
  public @Nullable EventVoid of(EventRow event, long before) {
    EventVoid found = of(event);
    return found != null && found.unique().offset() < before ? found : null;
  }
}
