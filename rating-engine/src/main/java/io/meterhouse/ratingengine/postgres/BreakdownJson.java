package io.meterhouse.ratingengine.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.http.Json;
import io.meterhouse.rating.RatedLine;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A breakdown as items keep and show it; decimals are strings, so that no reader rounds them. */
final class BreakdownJson {

  private BreakdownJson() {}

  static String write(List<RatedLine.Part> parts) {
    ArrayNode array = Json.camelCase().createArrayNode();
    for (RatedLine.Part part : parts) {
      ObjectNode line =
          array
              .addObject()
              .put("component", part.component())
              .put("quantity", part.quantity().toPlainString())
              .put("unitPrice", part.unitPrice().toPlainString())
              .put("subtotal", part.subtotal().toPlainString());
      if (part.cause() != null) {
        put(line, part.cause());
      }
    }
    return array.toString();
  }

  static List<RatedLine.Part> read(String json) {
    try {
      List<RatedLine.Part> parts = new ArrayList<>();
      for (JsonNode part : Json.camelCase().readTree(json)) {
        parts.add(
            new RatedLine.Part(
                part.path("component").asText(),
                decimal(part, "quantity"),
                decimal(part, "unitPrice"),
                decimal(part, "subtotal"),
                cause(part)));
      }
      return parts;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(ObjectNode line, RatedLine.Cause cause) {
    line.put("type", cause.type());
    if (cause.ruleId() != null) {
      line.put("ruleId", cause.ruleId().toString());
    }
    if (cause.overrideId() != null) {
      line.put("overrideId", cause.overrideId().toString());
    }
  }

  private static RatedLine.@Nullable Cause cause(JsonNode part) {
    return part.has("type")
        ? new RatedLine.Cause(
            part.path("type").asText(), id(part, "ruleId"), id(part, "overrideId"))
        : null;
  }

  private static @Nullable UUID id(JsonNode part, String field) {
    return part.has(field) ? UUID.fromString(part.path(field).asText()) : null;
  }

  private static BigDecimal decimal(JsonNode part, String field) {
    return new BigDecimal(part.path(field).asText());
  }
}
