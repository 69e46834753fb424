package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.EventRow;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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

  /** By partition of usage.unique: everything before that offset is here. */
  Map<Integer, Long> reached();
}
