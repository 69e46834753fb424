package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.http.JsonBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metadata as rules see it: texts, exact numbers, truth values, and lists and objects of them. */
final class MetadataInput {

  private MetadataInput() {}

  /** The fields of that object; none where it is absent. */
  static Map<String, Object> read(JsonBody body, String field) {
    @Nullable ObjectNode object = body.freeObject(field);
    return object == null ? Map.of() : map(object);
  }

  private static Map<String, Object> map(JsonNode object) {
    Map<String, Object> map = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            entry -> {
              @Nullable Object value = value(entry.getValue());
              if (value != null) {
                map.put(entry.getKey(), value);
              }
            });
    return map;
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> map(node);
      case ARRAY -> list(node);
      case NUMBER -> node.decimalValue();
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      default -> null;
    };
  }

  private static List<Object> list(JsonNode array) {
    List<Object> list = new ArrayList<>();
    for (JsonNode element : array) {
      @Nullable Object value = value(element);
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }
}
