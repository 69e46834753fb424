package io.meterhouse.aggregator.deduplication;

import io.meterhouse.metering.Identity;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;

/** What becomes of an accepted record: exactly one of these, and the ledger counts which. */
public sealed interface Outcome {

  /** Of the ledger row that counts it; empty where the record names no tenant. */
  String tenantId();

  /**
   * The first of its identity within the window.
   *
   * @param usage with its accepted position
   * @param memory what is to be remembered under the identity
   */
  record Unique(UsageRecord usage, Identity identity, Seen memory) implements Outcome {

    @Override
    public String tenantId() {
      return usage.getTenantId();
    }
  }

  /** A retry: it says what its twin said. */
  record Duplicate(String tenantId) implements Outcome {}

  /** It says something else than its twin; the first one holds. */
  record Conflict(RejectedRecord rejection) implements Outcome {

    @Override
    public String tenantId() {
      return rejection.getEvent().getTenantId();
    }
  }

  record Undecodable(RejectedRecord rejection) implements Outcome {

    @Override
    public String tenantId() {
      return "";
    }
  }
}
