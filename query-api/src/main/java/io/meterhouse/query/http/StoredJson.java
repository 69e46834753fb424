package io.meterhouse.query.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.Json;

/** JSON that we stored ourselves. */
final class StoredJson {

  private StoredJson() {}

  static JsonNode read(String json) {
    try {
      return Json.camelCase().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored JSON cannot be read: " + json, e);
    }
  }
}
