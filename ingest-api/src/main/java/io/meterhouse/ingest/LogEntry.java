package io.meterhouse.ingest;

import io.meterhouse.metering.Identity;
import io.meterhouse.schemas.usage.v1.UsageRecord;

/**
 * What the log is to carry: key and value of usage.accepted.
 *
 * @param identity twins meet in one partition, and different events spread evenly
 * @param isMetered whether a meter that is known here reads it
 */
public record LogEntry(Identity identity, UsageRecord record, boolean isMetered) {

  /** An entry that lacks its ingest id. */
  record Draft(Identity identity, UsageRecord.Builder record, boolean isMetered) {

    LogEntry withIngestId(String ingestId) {
      return new LogEntry(identity, record.setIngestId(ingestId).build(), isMetered);
    }
  }
}
