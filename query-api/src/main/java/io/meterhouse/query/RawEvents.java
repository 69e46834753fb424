package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.EventCursor;
import io.meterhouse.usagestore.EventPage;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventSelection;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unique events as they came. Every method throws an {@link
 * io.meterhouse.kit.http.error.ApiException} with 503 where the store is away or slow.
 */
public interface RawEvents {

  /**
   * The events with these ids, also those that count no more, the latest accepted last. An id that
   * was taken again after the deduplication window is there twice.
   */
  List<EventRow> find(TenantId tenant, String source, Collection<String> ids);

  /** The selected events, the latest event time first. */
  EventPage page(EventSelection selection, @Nullable EventCursor after, int limit);

  /** By partition of usage.unique: everything before that offset is here. */
  Map<Integer, Long> reached();
}
