package io.meterhouse.kit.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.meterhouse.metering.DataValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds one {@link DataValue} from a parser. What breaks a limit is noted and the rest of the
 * value is read past, so that the parser stands behind it and the next value can be read. Not
 * thread-safe.
 */
public final class JsonTreeReader {

  private static final DataValue NULL = new DataValue.Null();
  private static final DataValue TRUE = new DataValue.Bool(true);
  private static final DataValue FALSE = new DataValue.Bool(false);

  private final JsonParser parser;
  private final JsonLimits limits;
  private int properties;
  private int items;
  private @Nullable JsonDataException problem;

  /** Reads from {@code parser}, made by {@link JsonData#parser}. */
  public JsonTreeReader(JsonParser parser, JsonLimits limits) {
    this.parser = parser;
    this.limits = limits;
  }

  /**
   * The value whose first token is the parser's current one; afterwards the parser is at its last.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException where the bytes are not JSON
   */
  public DataValue read() throws IOException {
    properties = 0;
    items = 0;
    problem = null;
    return value(1);
  }

  /** What was wrong with the value read last; null: nothing. */
  public @Nullable JsonDataException problem() {
    return problem;
  }

  private DataValue value(int depth) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> isTooDeep(depth) ? NULL : object(depth);
      case START_ARRAY -> isTooDeep(depth) ? NULL : array(depth);
      case VALUE_STRING -> new DataValue.Text(checked(parser.getText()));
      // The text, never a number: it has the digits that the client wrote.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new DataValue.Number(parser.getText());
      case VALUE_TRUE -> TRUE;
      case VALUE_FALSE -> FALSE;
      case VALUE_NULL -> NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not at a value: " + token);
    };
  }

  private DataValue object(int depth) throws IOException {
    Map<String, DataValue> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = checked(parser.currentName());
      parser.nextToken();
      DataValue value = value(depth + 1);
      if (++properties > limits.maxProperties()) {
        note(
            JsonDataException.TOO_MANY_PROPERTIES,
            "more than " + limits.maxProperties() + " properties (expected: at most that)");
      } else if (fields.putIfAbsent(name, value) != null) {
        note(JsonDataException.INVALID_JSON, "the key " + shown(name) + " twice in one object");
      }
    }
    return new DataValue.Obj(fields);
  }

  private DataValue array(int depth) throws IOException {
    List<DataValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      DataValue item = value(depth + 1);
      if (++this.items > limits.maxItems()) {
        note(
            JsonDataException.TOO_MANY_ITEMS,
            "more than " + limits.maxItems() + " items of arrays (expected: at most that)");
      } else {
        items.add(item);
      }
    }
    return new DataValue.Arr(items);
  }

  private boolean isTooDeep(int depth) throws IOException {
    if (depth <= limits.maxDepth()) {
      return false;
    }
    note(
        JsonDataException.JSON_TOO_DEEP,
        "nested deeper than "
            + limits.maxDepth()
            + " levels (expected: at most "
            + limits.maxDepth()
            + ")");
    parser.skipChildren();
    return true;
  }

  /** Half a surrogate pair, written as an escape, has no UTF-8 form: it would be altered later. */
  private String checked(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else {
          note(
              JsonDataException.INVALID_JSON,
              "an unpaired surrogate \\u"
                  + Integer.toHexString(c)
                  + " (expected: a character that UTF-8 can carry)");
          return "";
        }
      }
    }
    return text;
  }

  private void note(String code, String message) {
    if (problem == null) {
      problem = new JsonDataException(code, message);
    }
  }

  private static String shown(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60) + "…";
  }
}
