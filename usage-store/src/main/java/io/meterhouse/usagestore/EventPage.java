package io.meterhouse.usagestore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Raw events, the latest event time first.
 *
 * @param next null: there are no more
 */
public record EventPage(List<EventRow> rows, @Nullable EventCursor next) {

  public EventPage {
    rows = List.copyOf(rows);
  }
}
