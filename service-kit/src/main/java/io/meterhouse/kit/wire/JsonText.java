package io.meterhouse.kit.wire;

import io.meterhouse.metering.DataValue;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Writes values as compact JSON. */
final class JsonText {

  private JsonText() {}

  static void append(StringBuilder json, DataValue value) {
    switch (value) {
      case DataValue.Text(String text) -> appendText(json, text);
      case DataValue.Number(String literal) -> json.append(literal);
      case DataValue.Bool(boolean truth) -> json.append(truth);
      case DataValue.Null ignored -> json.append("null");
      case DataValue.Obj(Map<String, DataValue> fields) -> appendObject(json, fields);
      case DataValue.Arr(List<DataValue> items) -> appendArray(json, items);
    }
  }

  private static void appendObject(StringBuilder json, Map<String, DataValue> fields) {
    json.append('{');
    boolean first = true;
    for (Map.Entry<String, DataValue> field : fields.entrySet()) {
      if (!first) {
        json.append(',');
      }
      first = false;
      appendText(json, field.getKey());
      json.append(':');
      append(json, field.getValue());
    }
    json.append('}');
  }

  private static void appendArray(StringBuilder json, List<DataValue> items) {
    json.append('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      append(json, items.get(i));
    }
    json.append(']');
  }

  private static void appendText(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> json.append("\\\"");
        case '\\' -> json.append("\\\\");
        case '\b' -> json.append("\\b");
        case '\f' -> json.append("\\f");
        case '\n' -> json.append("\\n");
        case '\r' -> json.append("\\r");
        case '\t' -> json.append("\\t");
        default -> {
          if (c < 0x20) {
            json.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            json.append(c);
          }
        }
      }
    }
    json.append('"');
  }
}
