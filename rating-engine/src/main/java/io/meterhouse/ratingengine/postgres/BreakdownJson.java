package io.meterhouse.ratingengine.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.meterhouse.kit.http.Json;
import io.meterhouse.rating.RatedLine;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A breakdown as items keep and show it; decimals are strings, so that no reader rounds them. */
final class BreakdownJson {

  private BreakdownJson() {}

  static String write(List<RatedLine.Part> parts) {
    ArrayNode array = Json.camelCase().createArrayNode();
    for (RatedLine.Part part : parts) {
      array
          .addObject()
          .put("component", part.component())
          .put("quantity", part.quantity().toPlainString())
          .put("unitPrice", part.unitPrice().toPlainString())
          .put("subtotal", part.subtotal().toPlainString());
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
                decimal(part, "subtotal")));
      }
      return parts;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BigDecimal decimal(JsonNode part, String field) {
    return new BigDecimal(part.path(field).asText());
  }
}
