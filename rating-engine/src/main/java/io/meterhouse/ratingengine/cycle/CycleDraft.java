package io.meterhouse.ratingengine.cycle;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.cycle.CycleChain;
import io.meterhouse.rating.cycle.CycleType;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cycle that somebody wants to make.
 *
 * @param zone null: the tenant's
 */
public record CycleDraft(
    TenantId tenant,
    BillingScope scope,
    CycleType type,
    TimeInput start,
    @Nullable TimeInput end,
    @Nullable ZoneId zone) {

  /** No cycle is longer. */
  public static final Period MAX_LENGTH = Period.ofYears(10);

  private static final int MINUTE_SECONDS = 60;
  private static final Instant BEGIN_OF_TIME = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

  /**
   * The cycle, in the tenant's zone where none was named.
   *
   * @throws ApiException 400 where start and end do not make a cycle of that type
   */
  public BillingCycle cycle(ZoneId tenantZone, Instant now) {
    ZoneId own = zone == null ? tenantZone : zone;
    Instant begin = wholeMinute("startDate", start.in(own));
    if (begin.isBefore(BEGIN_OF_TIME)) {
      throw ApiException.invalidField(
          "startDate", "%s (expected: from %s on)".formatted(begin, BEGIN_OF_TIME));
    }
    CycleChain chain = CycleChain.from(type, begin, own);
    Instant until = end(chain, begin, own);
    if (!until.isBefore(END_OF_TIME)) {
      throw ApiException.invalidField(
          "startDate", "the cycle ends at %s (expected: before %s)".formatted(until, END_OF_TIME));
    }
    CycleKey key = new CycleKey(tenant, scope, new BillingPeriod(begin, until));
    return BillingCycle.active(UUID.randomUUID(), key, chain, now);
  }

  private Instant end(CycleChain chain, Instant begin, ZoneId own) {
    TimeInput given = end;
    @Nullable Instant asked = given == null ? null : wholeMinute("endDate", given.in(own));
    if (!type.isRecurring()) {
      return custom(asked, begin, own);
    }
    Instant recurring = chain.containing(begin).end();
    if (asked != null && !asked.equals(recurring)) {
      throw ApiException.invalidField(
          "endDate",
          "%s (expected: %s, the end of a %s cycle that begins at %s, or none)"
              .formatted(asked, recurring, type.wireName(), begin));
    }
    return recurring;
  }

  private static Instant custom(@Nullable Instant asked, Instant begin, ZoneId own) {
    if (asked == null) {
      throw ApiException.invalidField("endDate", "missing (a custom cycle needs one)");
    }
    Instant latest = begin.atZone(own).plus(MAX_LENGTH).toInstant();
    if (!asked.isAfter(begin) || asked.isAfter(latest)) {
      throw ApiException.invalidField(
          "endDate",
          "%s (expected: after %s, and at most %d years later)"
              .formatted(asked, begin, MAX_LENGTH.getYears()));
    }
    return asked;
  }

  /** Usage is counted by minutes, and a minute belongs to one cycle. */
  private static Instant wholeMinute(String field, Instant time) {
    if (time.getNano() != 0 || Math.floorMod(time.getEpochSecond(), MINUTE_SECONDS) != 0) {
      throw ApiException.invalidField(field, time + " (expected: a whole minute)");
    }
    return time;
  }
}
