package io.meterhouse.usagestore;

import java.util.Map;
import java.util.SortedMap;

/**
 * Dimensions as canonical JSON, names sorted: one text for each set of dimensions, because a map
 * cannot stand in a sorting key. Empty dimensions are the empty text.
 */
final class DimensionsKey {

  private static final int FIRST_PRINTABLE = 0x20;

  private DimensionsKey() {}

  static String of(SortedMap<String, String> dimensions) {
    if (dimensions.isEmpty()) {
      return "";
    }
    StringBuilder json = new StringBuilder();
    char separator = '{';
    for (Map.Entry<String, String> entry : dimensions.entrySet()) {
      json.append(separator);
      quoted(entry.getKey(), json);
      json.append(':');
      quoted(entry.getValue(), json);
      separator = ',';
    }
    return json.append('}').toString();
  }

  private static void quoted(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < FIRST_PRINTABLE) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
