package io.meterhouse.ingest;

import java.util.List;

/** How much a sender may still bring; asked once for each request, before the log is. */
@FunctionalInterface
public interface Allowance {

  /** No end to it. */
  Allowance UNLIMITED = (elements, entries) -> {};

  /**
   * Uses what the request needs. What it throws goes to the sender, and nothing of the request is
   * taken.
   *
   * @param elements of the request, those that are refused among them
   * @param entries that the log is about to get
   */
  void use(int elements, List<LogEntry> entries);

  /** The log did not take the request, so the same one may come again: nothing was used. */
  default void giveBack() {}
}
