package io.meterhouse.usagestore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejections, the latest accepted first.
 *
 * @param next null: there are no more
 */
public record RejectionPage(List<RejectionRow> rows, @Nullable RejectionCursor next) {

  public RejectionPage {
    rows = List.copyOf(rows);
  }
}
