package io.meterhouse.ratingengine.usage;

import io.meterhouse.metering.TenantId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once of each tenant that it uses and does not exist. */
public final class UnknownTenants {

  private static final Logger LOG = LoggerFactory.getLogger(UnknownTenants.class);

  /** Beyond it, we forget whom we named: a tenant is then named again. */
  private static final int MAX_REMEMBERED = 10_000;

  private final Set<TenantId> told = ConcurrentHashMap.newKeySet();

  /** Says it of this one, unless it was said. */
  public void tell(TenantId tenant) {
    if (told.size() >= MAX_REMEMBERED) {
      told.clear();
    }
    if (told.add(tenant)) {
      LOG.warn(
          "{} has usage but was never created: it is counted and stays unpriced until there is a"
              + " tenant and a price",
          tenant);
    }
  }
}
