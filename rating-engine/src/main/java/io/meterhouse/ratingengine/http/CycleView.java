package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A billing cycle as the API shows it.
 *
 * @param closedAt when its figures were fixed; absent: they were not
 * @param watermark usage accepted before it is in the fixed figures
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CycleView(
    UUID id,
    String tenantId,
    String scopeId,
    String scopeType,
    String cycleType,
    Instant startDate,
    Instant endDate,
    String status,
    String timeZone,
    @Nullable Instant closedAt,
    @Nullable Instant watermark,
    Instant createdAt,
    Instant updatedAt) {

  static CycleView of(BillingCycle cycle) {
    return new CycleView(
        cycle.id(),
        cycle.key().tenant().value(),
        cycle.key().scope().id(),
        cycle.key().scope().type(),
        cycle.chain().type().wireName(),
        cycle.key().period().start(),
        cycle.key().period().end(),
        cycle.status().wireName(),
        cycle.chain().zone().getId(),
        cycle.closedAt(),
        cycle.watermark(),
        cycle.createdAt(),
        cycle.updatedAt());
  }
}
