package io.meterhouse.aggregator.stream;

import io.meterhouse.metering.ContentHash;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;

/** What the bytes of a record of usage.accepted turned out to be. */
public sealed interface Decoded {

  record Usage(UsageRecord record, TenantId tenant, Identity identity, ContentHash contentHash)
      implements Decoded {}

  /** Nothing that can be counted; the message says what came and what was expected. */
  record Undecodable(String message) implements Decoded {}
}
