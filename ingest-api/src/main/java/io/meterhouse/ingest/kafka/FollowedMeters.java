package io.meterhouse.ingest.kafka;

import io.meterhouse.ingest.Meters;
import io.meterhouse.ingest.UsageLogException;
import io.meterhouse.kit.catalog.CatalogException;
import io.meterhouse.kit.catalog.CatalogFollower;
import io.meterhouse.metering.MeterCatalog;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The catalogue topic as ingest asks for it. */
public final class FollowedMeters implements Meters {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedMeters.class);

  /** Events that no meter reads may come at full rate; the broker is asked this often at most. */
  private static final Duration REFRESH_AT_MOST_EVERY = Duration.ofMillis(50);

  private static final Duration REFRESH_TIMEOUT = Duration.ofMillis(500);

  private final CatalogFollower follower;
  private final Duration timeout;
  private final AtomicLong nextRefreshNanos = new AtomicLong(System.nanoTime());

  /** {@code timeout} bounds {@link #upToDate()}. */
  public FollowedMeters(CatalogFollower follower, Duration timeout) {
    this.follower = follower;
    this.timeout = timeout;
  }

  @Override
  public MeterCatalog current() {
    return follower.current();
  }

  @Override
  public MeterCatalog refreshed() {
    long now = System.nanoTime();
    long next = nextRefreshNanos.get();
    if (now - next >= 0
        && nextRefreshNanos.compareAndSet(next, now + REFRESH_AT_MOST_EVERY.toNanos())) {
      try {
        follower.catchUp(REFRESH_TIMEOUT);
      } catch (CatalogException e) {
        // What the events need of the broker they find out when they are appended.
        LOG.debug("the catalogue could not be refreshed", e);
      }
    }
    return follower.current();
  }

  @Override
  public MeterCatalog upToDate() {
    try {
      follower.catchUp(timeout);
    } catch (CatalogException e) {
      throw new UsageLogException("the catalogue of meters cannot be read at the moment", e);
    }
    return follower.current();
  }
}
