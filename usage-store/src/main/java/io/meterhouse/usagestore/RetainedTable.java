package io.meterhouse.usagestore;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What makes a table delete its old rows. All rows of a partition, which is a month, expire at the
 * same moment: so parts go as files, nothing is rewritten, and tables of the same months lose the
 * same ones.
 *
 * @param time column that the table is partitioned by the month of
 */
record RetainedTable(String name, String time, Duration retention) {

  /** As the server prints it. One of another form is somebody else's. */
  private static final Pattern OURS =
      Pattern.compile(
          " TTL (\\(toStartOfMonth\\(\\w+\\) \\+ toIntervalMonth\\(1\\)\\) \\+"
              + " toIntervalDay\\(\\d+\\))(?= SETTINGS |$)");

  static List<RetainedTable> of(StoreRetention retention) {
    return List.of(
        new RetainedTable("usage_events", "accepted_at", retention.events()),
        new RetainedTable("usage_ledger", "accepted_minute", retention.events()),
        new RetainedTable("usage_rejections", "accepted_at", retention.events()));
  }

  /**
   * @param definition the engine of the table as the server has it
   * @return nothing where it is as it should be. A table that is to keep its rows for ever only
   *     loses a TTL of ours
   */
  List<String> changes(String definition) {
    Matcher ours = OURS.matcher(definition);
    boolean hasOurs = ours.find();
    if (retention.isZero()) {
      return hasOurs ? List.of(alter("REMOVE TTL")) : List.of();
    }
    if (hasOurs && ours.group(1).equals(expression())) {
      return List.of();
    }
    return List.of(
        // Old parts learn when they expire from their partition's column alone.
        alter("MODIFY SETTING ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1"),
        // In the background: a table of years takes its time.
        alter("MODIFY TTL " + expression() + " SETTINGS mutations_sync = 0"));
  }

  private String expression() {
    return "(toStartOfMonth(%s) + toIntervalMonth(1)) + toIntervalDay(%d)"
        .formatted(time, retention.toDays());
  }

  private String alter(String change) {
    return "ALTER TABLE " + name + " " + change;
  }
}
