package io.meterhouse.ingest;

import io.meterhouse.metering.MeterCatalog;

/** The meters in force. */
public interface Meters {

  /** The newest state known here; may be milliseconds old. */
  MeterCatalog current();

  /**
   * As {@link #upToDate()} where that is cheap: not again within a moment, and {@link #current()}
   * where the broker does not answer at once.
   */
  MeterCatalog refreshed();

  /**
   * The state with everything published before this call.
   *
   * @throws UsageLogException when the broker does not answer within the deadline
   */
  MeterCatalog upToDate();
}
