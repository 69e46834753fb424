package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Asks for usage to be rated again, in the transaction of the change that makes it necessary.
 *
 * @param subject null: every subject with usage of the meters
 * @param reason for people
 */
record RequestedRating(TenantId tenant, @Nullable String subject, String reason, Instant at) {

  void of(@Nullable String meter, Handle handle) {
    of(meter == null ? List.of() : List.of(meter), handle);
  }

  void of(Collection<String> meters, Handle handle) {
    for (String meter : meters) {
      handle
          .createUpdate(
              """
              INSERT INTO rating_requests (tenant_id, meter, subject, reason, requested_at)
              VALUES (:tenant, :meter, :subject, :reason, :at)
              """)
          .bind("tenant", tenant.value())
          .bind("meter", meter)
          .bind("subject", subject)
          .bind("reason", reason)
          .bind("at", Rows.utc(at))
          .execute();
    }
  }
}
