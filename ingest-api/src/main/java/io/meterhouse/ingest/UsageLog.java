package io.meterhouse.ingest;

import java.util.List;

/** Where accepted usage is kept. */
@FunctionalInterface
public interface UsageLog {

  /**
   * Returns when all in-sync brokers have every entry. After a failure some may be there: the
   * client comes again, and deduplication takes care of the twins.
   *
   * @throws UsageLogException when that did not happen within the deadline
   */
  void append(List<LogEntry> entries);
}
