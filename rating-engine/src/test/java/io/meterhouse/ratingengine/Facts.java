package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.PricingModel;
import io.meterhouse.rating.RatedLine;
import io.meterhouse.rating.Terms;
import io.meterhouse.rating.UsageBased;
import io.meterhouse.rating.inforce.CycleRating;
import io.meterhouse.rating.inforce.PricePlan;
import io.meterhouse.ratingengine.usage.UsageKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

/** What the tests here talk about. */
public final class Facts {

  public static final TenantId TENANT = TenantId.of("TEN-1");
  public static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  public static final Currency DOLLARS = Currency.getInstance("USD");
  public static final UUID MODEL = UUID.fromString("00000000-0000-4000-8000-000000000001");

  private Facts() {}

  public static UsageKey usage(String subject) {
    return new UsageKey(TENANT, subject, "tokens");
  }

  /** That price, all the time. */
  public static PricePlan price(int version, String unitPrice) {
    return price(version, new UsageBased(new BigDecimal(unitPrice), Terms.in(DOLLARS)));
  }

  public static PricePlan price(int version, PricingModel model) {
    return new PricePlan(null, MODEL, version, model, List.of(), List.of());
  }

  /** That line, paid at one price. */
  public static CycleRating.Priced priced(RatedLine line, int version) {
    return new CycleRating.Priced(
        line,
        List.of(
            new CycleRating.Paid(
                NOON, line.quantity(), null, MODEL, version, List.of(), List.of())));
  }
}
