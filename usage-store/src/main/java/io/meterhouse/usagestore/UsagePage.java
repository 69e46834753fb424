package io.meterhouse.usagestore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of window, subject and dimensions (texts by their bytes).
 *
 * @param next null: there are no more
 */
public record UsagePage(List<UsageRow> rows, @Nullable UsageCursor next) {

  public UsagePage {
    rows = List.copyOf(rows);
  }
}
