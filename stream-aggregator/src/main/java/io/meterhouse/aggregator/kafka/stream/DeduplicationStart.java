package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.stream.LostStateException;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what was counted and remembered is there for the record with which a task begins. Unlike
 * windows it cannot be made again, as usage.accepted is kept for days: whoever runs the job has to
 * say that it may begin anew.
 */
record DeduplicationStart(LedgerCounts ledger, IdentityMemory memory, boolean acceptLostState) {

  private static final Logger LOG = LoggerFactory.getLogger(DeduplicationStart.class);

  /**
   * @throws LostStateException where there is less than there should be and nobody accepts it
   */
  void check(RecordMetadata first, long streamTimeMillis) {
    if (ledger.reach() == null && first.offset() > 0) {
      lost("there is no state of what is before offset " + first.offset(), first);
    } else if (!memory.isWhole(streamTimeMillis)) {
      lost("the identities are gone", first);
      memory.forget();
    }
  }

  private void lost(String what, RecordMetadata first) {
    String where = first.topic() + "-" + first.partition() + ": " + what;
    if (!acceptLostState) {
      throw new LostStateException(
          where
              + " (expected: the state of all records before, or a topic from its beginning)."
              + " Retries of what was accepted before would count a second time. Restore the"
              + " changelogs, or start once with METERHOUSE_DEDUP_ACCEPT_LOST_STATE=true to go on"
              + " without");
    }
    LOG.error(
        "{}. Deduplication begins anew, as METERHOUSE_DEDUP_ACCEPT_LOST_STATE allows: retries of"
            + " what was accepted before count a second time",
        where);
  }
}
