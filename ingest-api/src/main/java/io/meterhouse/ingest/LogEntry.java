package io.meterhouse.ingest;

import io.meterhouse.metering.Identity;
import io.meterhouse.schemas.usage.v1.UsageRecord;

/**
 * What the log is to carry: key and value of usage.accepted.
 *
 * @param identity twins meet in one partition, and different events spread evenly
 */
public record LogEntry(Identity identity, UsageRecord record) {

  /** An entry that lacks its ingest id. */
  record Draft(Identity identity, UsageRecord.Builder record) {

    LogEntry withIngestId(String ingestId) {
      return new LogEntry(identity, record.setIngestId(ingestId).build());
    }
  }
}
