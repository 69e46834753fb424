package io.meterhouse.ratingengine.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.http.Json;
import io.meterhouse.rating.inforce.CycleRating;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which prices paid for which part of a cycle, as items keep and show it. */
final class PricingJson {

  private PricingJson() {}

  static String write(List<CycleRating.Paid> pricing) {
    ArrayNode array = Json.camelCase().createArrayNode();
    for (CycleRating.Paid paid : pricing) {
      ObjectNode part =
          array
              .addObject()
              .put("from", paid.from().toString())
              .put("quantity", paid.quantity().toPlainString())
              .put("pricingModelId", paid.modelId().toString())
              .put("pricingModelVersion", paid.modelVersion());
      if (paid.scopeId() != null) {
        part.put("pricingScopeId", paid.scopeId().toString());
      }
      add(part.putArray("appliedRules"), paid.rules());
      add(part.putArray("appliedOverrides"), paid.overrides());
    }
    return array.toString();
  }

  /** Items of releases that did not keep it have none. */
  static List<CycleRating.Paid> read(@Nullable String json) {
    if (json == null) {
      return List.of();
    }
    try {
      List<CycleRating.Paid> pricing = new ArrayList<>();
      for (JsonNode part : Json.camelCase().readTree(json)) {
        pricing.add(paid(part));
      }
      return pricing;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CycleRating.Paid paid(JsonNode part) {
    return new CycleRating.Paid(
        Instant.parse(part.path("from").asText()),
        new BigDecimal(part.path("quantity").asText()),
        part.has("pricingScopeId") ? UUID.fromString(part.path("pricingScopeId").asText()) : null,
        UUID.fromString(part.path("pricingModelId").asText()),
        part.path("pricingModelVersion").asInt(),
        ids(part.path("appliedRules")),
        ids(part.path("appliedOverrides")));
  }

  private static void add(ArrayNode array, List<UUID> ids) {
    ids.forEach(id -> array.add(id.toString()));
  }

  private static List<UUID> ids(JsonNode array) {
    List<UUID> ids = new ArrayList<>();
    array.forEach(id -> ids.add(UUID.fromString(id.asText())));
    return ids;
  }
}
