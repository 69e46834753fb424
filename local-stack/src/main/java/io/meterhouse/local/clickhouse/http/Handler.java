package io.meterhouse.local.clickhouse.http;

import java.io.IOException;

/** Answers requests, one call per request on a platform thread of its own. */
@FunctionalInterface
public interface Handler {
  /** An exception means that the connection cannot be used further. */
  void handle(Exchange exchange) throws IOException;
}
