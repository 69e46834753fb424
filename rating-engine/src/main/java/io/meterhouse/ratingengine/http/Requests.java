package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.metering.Quantity;
import io.meterhouse.metering.QuantityException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.pricing.EffectivePeriod;
import io.meterhouse.ratingengine.pricing.PricingModels;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What requests about prices have in common. */
final class Requests {

  private Requests() {}

  /** The tenant of a request whose only parameter it is. */
  static TenantId tenant(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    TenantId tenant = params.tenant("tenantId");
    params.check();
    return Objects.requireNonNull(tenant);
  }

  /** The tenant of a body; refuses what was wrong with it before the rest is read. */
  static TenantId tenant(JsonBody body) {
    @Nullable TenantId tenant = body.tenant("tenantId");
    body.checkSoFar();
    return Objects.requireNonNull(tenant);
  }

  static StoredModel model(PricingModels models, TenantId tenant, String id) {
    return uuid(id)
        .flatMap(known -> models.find(tenant, known))
        .orElseThrow(() -> PricingModels.noSuchModel(tenant, id));
  }

  /** What is no UUID is nobody's id: the answer is the same 404. */
  static Optional<UUID> uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The id in that text.
   *
   * @throws RuntimeException of {@code unknown}, where it is none
   */
  static UUID uuid(String text, Supplier<RuntimeException> unknown) {
    return uuid(text).orElseThrow(unknown);
  }

  /** An id to filter by; null where absent. */
  static @Nullable UUID optionalUuid(QueryParams params, String name) {
    return params.as(
        name,
        text ->
            uuid(text)
                .orElseThrow(() -> new IllegalArgumentException(text + " (expected: a UUID)")));
  }

  /** One of the named choices to filter by; null where absent. */
  static <T> @Nullable T optionalChoice(QueryParams params, String name, Map<String, T> choices) {
    return params.as(name, text -> choice(text, choices));
  }

  /**
   * What that name stands for.
   *
   * @throws IllegalArgumentException where it is none of the choices
   */
  static <T> T choice(String name, Map<String, T> choices) {
    T choice = choices.get(name);
    if (choice == null) {
      throw new IllegalArgumentException(
          "%s (expected: one of %s)".formatted(name, String.join(", ", choices.keySet())));
    }
    return choice;
  }

  /** The field {@code quantity}; notes one that is negative or has too many digits. */
  static BigDecimal quantity(JsonBody body) {
    BigDecimal quantity = body.decimal("quantity");
    try {
      if (new Quantity(quantity).value().signum() < 0) {
        body.problem("quantity", quantity.toPlainString() + " (expected: >= 0)");
      }
    } catch (QuantityException e) {
      body.problem("quantity", String.valueOf(e.getMessage()));
    }
    return quantity;
  }

  /** The fields {@code effectiveFrom} and {@code effectiveTo}, of something made now. */
  static EffectivePeriod effective(JsonBody body, Instant now) {
    EffectivePeriod period =
        new EffectivePeriod(instant(body, "effectiveFrom"), instant(body, "effectiveTo"));
    if (period.isEmpty(now)) {
      body.problem(
          "effectiveTo",
          "%s (expected: after %s, where it begins)".formatted(period.to(), period.begin(now)));
    }
    return period;
  }

  /** PostgreSQL keeps microseconds; what is answered is what a later read will show. */
  static @Nullable Instant instant(JsonBody body, String field) {
    Instant given = body.optionalInstant(field);
    return given == null ? null : given.truncatedTo(ChronoUnit.MICROS);
  }

  /** As precise as a later read shows it. */
  static Instant now(InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** Notes a text that is too long to keep. */
  static void limit(JsonBody body, String field, @Nullable String text, int maxChars) {
    if (text != null && text.length() > maxChars) {
      body.problem(
          field, "%d characters (expected: at most %d)".formatted(text.length(), maxChars));
    } else if (text != null && text.indexOf('\0') >= 0) {
      body.problem(field, "holds U+0000 (expected: text)");
    }
  }
}
