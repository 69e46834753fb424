package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.history.AuditedType;
import io.meterhouse.ratingengine.history.PricingAudit.Selection;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads which entries of the audit log are asked for. */
final class AuditInput {

  private static final int MAX_ACTOR_CHARS = 256;

  private AuditInput() {}

  static Selection search(QueryParams params) {
    @Nullable TenantId tenant = params.tenant("tenantId");
    @Nullable AuditedType type =
        Requests.optionalChoice(params, "entityType", AuditedType.byWireName());
    @Nullable UUID entity = Requests.optionalUuid(params, "entityId");
    @Nullable String actor = params.as("actorId", AuditInput::actor);
    @Nullable AuditAction action =
        Requests.optionalChoice(params, "action", AuditAction.byWireName());
    @Nullable Instant from = params.optionalInstant("fromDate");
    @Nullable Instant to = params.optionalInstant("toDate");
    if (from != null && to != null && !from.isBefore(to)) {
      params.problem("toDate", "%s (expected: after fromDate, %s)".formatted(to, from));
    }
    @Nullable UUID before = Requests.optionalUuid(params, "before");
    params.check();
    return new Selection(
        Objects.requireNonNull(tenant), type, entity, actor, action, from, to, before);
  }

  static Selection history(QueryParams params, String typeName, String id) {
    @Nullable TenantId named = params.tenant("tenantId");
    @Nullable UUID before = Requests.optionalUuid(params, "before");
    @Nullable AuditedType type = AuditedType.byWireName().get(typeName);
    if (type == null) {
      params.problem(
          "entityType",
          "%s (expected: one of %s)"
              .formatted(typeName, String.join(", ", AuditedType.byWireName().keySet())));
    }
    params.check();
    TenantId tenant = Objects.requireNonNull(named);
    UUID entity = Requests.uuid(id, () -> noHistory(tenant, typeName, id));
    return Selection.ofEntity(tenant, Objects.requireNonNull(type), entity, before);
  }

  /** 404; says no more than that, also where another tenant has it. */
  static ApiException noHistory(TenantId tenant, String type, String id) {
    return ApiException.notFound("%s has no audit entries of %s %s".formatted(tenant, type, id));
  }

  /** PostgreSQL cannot compare NUL, and no id has a line feed. */
  private static String actor(String text) {
    if (text.length() > MAX_ACTOR_CHARS || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "%d characters (expected: at most %d, printable)"
              .formatted(text.length(), MAX_ACTOR_CHARS));
    }
    return text;
  }
}
