package io.meterhouse.kit.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.http.error.ApiException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What single JSON values say; null where they do not say it. */
final class JsonValues {

  private static final int MAX_DECIMAL_CHARACTERS = 100;
  private static final int MAX_SHOWN_CHARACTERS = 60;
  private static final Pattern DECIMAL = Pattern.compile("-?\\d+(\\.\\d+)?");

  private JsonValues() {}

  /**
   * Parses one object.
   *
   * @throws ApiException 400 with line and column where it is not JSON
   */
  static ObjectNode object(byte[] json) throws IOException {
    JsonNode node;
    try {
      node = Json.camelCase().readTree(json);
    } catch (StreamConstraintsException e) {
      throw ApiException.invalid(
          "body: JSON beyond its limits (expected: at most %d values and names, %d levels, names of %d characters)"
              .formatted(Json.MAX_VALUES, Json.MAX_DEPTH, Json.MAX_NAME_CHARACTERS));
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw ApiException.invalid(
          "malformed JSON at line "
              + (at == null ? 1 : at.getLineNr())
              + ", column "
              + (at == null ? 1 : at.getColumnNr())
              + ": "
              + e.getOriginalMessage());
    }
    if (node instanceof ObjectNode object) {
      refuseWhatNobodyCanKeep(object, "");
      return object;
    }
    throw ApiException.invalid("body: " + kind(node) + " (expected: a JSON object)");
  }

  /** NUL and half surrogate pairs, written as escapes, have no place in UTF-8 or in PostgreSQL. */
  private static void refuseWhatNobodyCanKeep(JsonNode node, String path) {
    if (node.isTextual() && !isText(node.textValue())) {
      throw ApiException.invalidField(
          path, "U+0000 or half a surrogate pair (expected: text that UTF-8 can carry)");
    }
    int index = 0;
    for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) {
      refuseWhatNobodyCanKeep(element, path + "[" + index++ + "]");
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String inner = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
      if (!isText(field.getKey())) {
        throw ApiException.invalidField(
            path, "a name with U+0000 or half a surrogate pair (expected: text)");
      }
      refuseWhatNobodyCanKeep(field.getValue(), inner);
    }
  }

  private static boolean isText(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /** A number, or a string that holds one, with every digit as it came. */
  static @Nullable BigDecimal decimal(JsonNode node) {
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      // 1e999999999 is a short text and a gigabyte of digits once somebody writes it out.
      long digits = Math.abs((long) number.scale()) + number.precision();
      return digits <= MAX_DECIMAL_CHARACTERS ? number : null;
    }
    String text = node.isTextual() ? node.textValue() : "";
    return text.length() <= MAX_DECIMAL_CHARACTERS && DECIMAL.matcher(text).matches()
        ? new BigDecimal(text)
        : null;
  }

  /** A whole number in [min, max]. */
  static @Nullable Integer integer(JsonNode node, int min, int max) {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      return null;
    }
    int value = node.intValue();
    return value >= min && value <= max ? value : null;
  }

  /** What came, in words. */
  static String kind(JsonNode node) {
    String shown = node.isValueNode() && !node.isNull() ? " " + shortened(node.asText()) : "";
    return switch (node.getNodeType()) {
      case STRING -> "string" + shown;
      case NUMBER -> "number" + shown;
      case BOOLEAN -> "boolean" + shown;
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case NULL -> "null";
      case MISSING -> "nothing";
      case BINARY, POJO -> "a value";
    };
  }

  /** Its beginning, for messages. */
  static String shortened(String text) {
    return text.length() <= MAX_SHOWN_CHARACTERS
        ? text
        : text.substring(0, MAX_SHOWN_CHARACTERS) + "…";
  }
}
