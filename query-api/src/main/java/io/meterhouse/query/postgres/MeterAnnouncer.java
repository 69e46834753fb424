package io.meterhouse.query.postgres;

import io.meterhouse.metering.Meter;
import org.jdbi.v3.core.Handle;

/** Tells every stage of a meter. */
public interface MeterAnnouncer {

  /** Owes the announcement as part of the transaction that stores the meter. */
  void announce(Handle handle, Meter meter);

  /**
   * Pays it; returns when the catalogue has the meter.
   *
   * @throws io.meterhouse.kit.http.ApiException 503 where the brokers cannot be reached
   */
  void publish(Meter meter);
}
