package io.meterhouse.ratingengine.pricing;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceBook;
import java.util.UUID;

/** What a tenant has written about prices. */
public interface PriceBookReader {

  /**
   * Everything about one model, and the scopes that may be a customer's.
   *
   * @param subject empty: the tenant as a whole
   * @throws io.meterhouse.kit.http.error.ApiException 404 where the tenant has no such model
   */
  PriceBook read(TenantId tenant, UUID modelId, String subject);
}
