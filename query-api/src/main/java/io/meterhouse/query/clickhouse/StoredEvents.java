package io.meterhouse.query.clickhouse;

import io.meterhouse.metering.TenantId;
import io.meterhouse.query.RawEvents;
import io.meterhouse.usagestore.EventCursor;
import io.meterhouse.usagestore.EventPage;
import io.meterhouse.usagestore.EventPageReader;
import io.meterhouse.usagestore.EventReader;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventSelection;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.UsageStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the analysts' table. Safe for use by several threads. */
public final class StoredEvents implements RawEvents {

  /** As the sink calls itself that writes them. */
  private static final String SINK = "events";

  private final EventReader events;
  private final EventPageReader pages;
  private final SinkProgress progress;
  private final String uniqueTopic;

  /**
   * Over a store that is migrated.
   *
   * @param uniqueTopic name of usage.unique on the brokers
   */
  public StoredEvents(UsageStore store, String uniqueTopic) {
    this.events = new EventReader(store);
    this.pages = new EventPageReader(store);
    this.progress = new SinkProgress(store);
    this.uniqueTopic = uniqueTopic;
  }

  @Override
  public List<EventRow> find(TenantId tenant, String source, Collection<String> ids) {
    return StoreCalls.ask(() -> events.find(tenant, source, ids));
  }

  @Override
  public EventPage page(EventSelection selection, @Nullable EventCursor after, int limit) {
    return StoreCalls.ask(() -> pages.page(selection, after, limit));
  }

  @Override
  public Map<Integer, Long> reached() {
    return StoreCalls.ask(() -> progress.read(SINK, uniqueTopic));
  }
}
