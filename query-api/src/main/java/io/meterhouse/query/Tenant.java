package io.meterhouse.query;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account on Meterhouse.
 *
 * @param timeZone where the tenant's billing cycles begin at midnight
 * @param seats as declared; null where the tenant named none
 */
public record Tenant(
    TenantId id,
    String name,
    String status,
    ZoneId timeZone,
    @Nullable BillingContact billingContact,
    @Nullable Integer seats,
    Instant createdAt) {

  /** The one status until tenants can be suspended. */
  public static final String ACTIVE = "active";

  private static final ZoneId UTC = ZoneId.of("UTC");

  private static final int MAX_SEATS = 1_000_000;

  /**
   * Reads what {@code POST /api/v1/tenants} takes.
   *
   * @throws ApiException 400 with every problem; 409 where it names a plan, as there are none yet
   */
  public static Tenant read(JsonBody body, Instant now) {
    TenantId id = body.tenant("tenant_id");
    if (!body.has("tenant_name")) {
      body.problem("tenant_name", "missing");
    }
    String name = body.as("tenant_name", Texts::line);
    ZoneId zone = body.as("time_zone", Tenant::zone);
    BillingContact contact = contact(body);
    Integer seats = body.has("seats") ? body.integer("seats", 0, MAX_SEATS) : null;
    String plan = body.as("plan_code", Texts::line);
    body.check();
    refusePlan(plan);
    return new Tenant(
        Objects.requireNonNull(id),
        Objects.requireNonNull(name),
        ACTIVE,
        zone == null ? UTC : zone,
        contact,
        seats,
        now);
  }

  /** An IANA zone; an offset is none, as it knows nothing of summer time. */
  static ZoneId zone(String text) {
    if (ZoneId.getAvailableZoneIds().contains(text)) {
      return ZoneId.of(text);
    }
    throw new IllegalArgumentException(
        "'%s' (expected: an IANA zone such as Europe/Berlin)".formatted(Texts.shorten(text)));
  }

  private static @Nullable BillingContact contact(JsonBody body) {
    if (!body.has("billing_contact")) {
      return null;
    }
    JsonBody contact = body.object("billing_contact");
    return new BillingContact(contact.as("name", Texts::line), contact.as("email", Texts::line));
  }

  private static void refusePlan(@Nullable String plan) {
    if (plan != null) {
      String reason =
          "there is no plan '%s': plans cannot be created yet (expected: no plan_code)"
              .formatted(Texts.shorten(plan));
      throw ApiException.failedPrecondition(
          "plan_code: " + reason, new Detail("plan_code", reason));
    }
  }
}
