package io.meterhouse.query.postgres;

import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.http.ApiException;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.kit.postgres.OutboxPublisher;
import io.meterhouse.metering.Meter;
import java.time.Duration;
import org.jdbi.v3.core.Handle;

/** Announces meters in the catalogue, through the outbox. */
public final class OutboxAnnouncer implements MeterAnnouncer {

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final OutboxPublisher publisher;

  /** Over a publisher that runs. */
  public OutboxAnnouncer(OutboxPublisher publisher) {
    this.publisher = publisher;
  }

  @Override
  public void announce(Handle handle, Meter meter) {
    Outbox.add(
        handle,
        Topic.CATALOG,
        CatalogKey.of(meter).bytes(),
        MeterCodec.toEntry(meter).toByteArray());
  }

  @Override
  public void publish(Meter meter) {
    if (!publisher.publishNow(Topic.CATALOG)) {
      throw ApiException.unavailable(
          "the meter '%s' is stored, but the brokers cannot be told at the moment: it counts from"
                  .formatted(meter.code())
              + " when they have been, which needs no further request",
          RETRY_AFTER);
    }
  }
}
