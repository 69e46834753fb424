package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.cycle.CycleStatus;
import io.meterhouse.rating.cycle.CycleType;
import io.meterhouse.ratingengine.billing.ItemKind;
import io.meterhouse.ratingengine.billing.ManualItem;
import io.meterhouse.ratingengine.cycle.BillingScope;
import io.meterhouse.ratingengine.cycle.CycleDraft;
import io.meterhouse.ratingengine.cycle.TimeInput;
import io.meterhouse.ratingengine.pricing.Choices;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of writes of billing cycles. */
final class CycleInput {

  /** Scope types that a cycle may be made for. */
  static final Map<String, String> SCOPE_TYPES =
      Choices.of(new String[] {"partner", "client", "merchant", "agent", "staff"}, name -> name);

  static final Map<String, CycleStatus> STATUSES =
      Choices.of(CycleStatus.values(), CycleStatus::wireName);

  private static final Map<String, CycleType> TYPES =
      Choices.of(CycleType.values(), CycleType::wireName);

  /** What a cycle can be made; it is active by itself. */
  private static final Map<String, CycleStatus> TARGETS =
      Choices.of(
          Arrays.stream(CycleStatus.values())
              .filter(status -> status != CycleStatus.ACTIVE)
              .toArray(CycleStatus[]::new),
          CycleStatus::wireName);

  /** As long as the subject of an event may be. */
  private static final int MAX_SCOPE_ID_CHARS = 256;

  private static final int MAX_ITEM_TYPE_CHARS = 100;
  private static final int MAX_DESCRIPTION_CHARS = 2_000;
  private static final int MAX_METADATA_CHARS = 16_384;
  private static final int MAX_METADATA_DIGITS = 100;

  private CycleInput() {}

  static CycleDraft create(JsonBody body) {
    @Nullable TenantId tenant = body.tenant("tenantId");
    BillingScope scope = scope(body);
    @Nullable CycleType type = body.choice("cycleType", TYPES);
    if (!body.has("startDate")) {
      body.problem("startDate", "missing");
    }
    @Nullable TimeInput start = body.as("startDate", TimeInput::parse);
    @Nullable TimeInput end = body.as("endDate", TimeInput::parse);
    if (type == CycleType.CUSTOM && !body.has("endDate")) {
      body.problem("endDate", "missing (a custom cycle needs one)");
    }
    @Nullable ZoneId zone = body.as("timeZone", CycleInput::zone);
    body.check();
    return new CycleDraft(
        Objects.requireNonNull(tenant),
        scope,
        Objects.requireNonNull(type),
        Objects.requireNonNull(start),
        end,
        zone);
  }

  /** The tenant is read before. */
  static ManualItem item(JsonBody body) {
    BillingScope scope = scope(body);
    String model = body.text("pricingModelId");
    @Nullable UUID modelId = body.as("pricingModelId", CycleInput::uuid);
    String itemType = body.text("itemType");
    Requests.limit(body, "itemType", itemType, MAX_ITEM_TYPE_CHARS);
    BigDecimal quantity = Requests.quantity(body);
    @Nullable String description = body.optionalText("description");
    Requests.limit(body, "description", description, MAX_DESCRIPTION_CHARS);
    @Nullable ObjectNode metadata = body.freeObject("metadata");
    checkMetadata(body, metadata);
    body.check();
    return new ManualItem(
        scope,
        Objects.requireNonNull(modelId, model),
        quantity,
        new ItemKind.Manual(itemType, description, metadata == null ? null : metadata.toString()));
  }

  static CycleStatus status(JsonBody body) {
    @Nullable CycleStatus status = body.choice("status", TARGETS);
    body.check();
    return Objects.requireNonNull(status);
  }

  private static BillingScope scope(JsonBody body) {
    String id = body.text("scopeId");
    Requests.limit(body, "scopeId", id, MAX_SCOPE_ID_CHARS);
    @Nullable String type = body.choice("scopeType", SCOPE_TYPES);
    return new BillingScope(type == null ? "" : type, id);
  }

  private static UUID uuid(String text) {
    UUID id = UUID.fromString(text);
    if (!id.toString().equalsIgnoreCase(text)) {
      throw new IllegalArgumentException("expected: a UUID");
    }
    return id;
  }

  private static ZoneId zone(String text) {
    if (!ZoneId.getAvailableZoneIds().contains(text)) {
      throw new IllegalArgumentException(
          text + " (expected: an IANA time zone such as Europe/Berlin)");
    }
    return ZoneId.of(text);
  }

  /** What PostgreSQL can keep as it came. */
  private static void checkMetadata(JsonBody body, @Nullable ObjectNode metadata) {
    if (metadata == null) {
      return;
    }
    String text = metadata.toString();
    if (text.length() > MAX_METADATA_CHARS) {
      body.problem(
          "metadata",
          "%d characters (expected: at most %d)".formatted(text.length(), MAX_METADATA_CHARS));
    } else if (text.contains("\\u0000")) {
      body.problem("metadata", "holds U+0000 (expected: text)");
    } else if (hasHugeNumber(metadata)) {
      body.problem(
          "metadata",
          "holds a number of more than %d digits (expected: at most so many)"
              .formatted(MAX_METADATA_DIGITS));
    }
  }

  private static boolean hasHugeNumber(JsonNode node) {
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      return number.precision() > MAX_METADATA_DIGITS
          || Math.abs((long) number.scale()) > MAX_METADATA_DIGITS;
    }
    return node.valueStream().anyMatch(CycleInput::hasHugeNumber);
  }
}
