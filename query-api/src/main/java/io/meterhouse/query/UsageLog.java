package io.meterhouse.query;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Where the usage topics end at the moment. Every method throws an {@link
 * io.meterhouse.kit.http.error.ApiException} with 503 where the brokers are away or slow.
 */
public interface UsageLog {

  /** The latest accepted time there is: what was accepted before this call is not later. */
  Optional<Instant> latestAccepted();

  /** By partition of usage.unique, behind its last record. */
  Map<Integer, Long> uniqueEnds();
}
