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
  private final JsonLimitCheck check;

  /** Reads from {@code parser}, made by {@link JsonData#parser}. */
  public JsonTreeReader(JsonParser parser, JsonLimits limits) {
    this.parser = parser;
    this.check = new JsonLimitCheck(limits);
  }

  /**
   * The value whose first token is the parser's current one; afterwards the parser is at its last.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException where the bytes are not JSON
   */
  public DataValue read() throws IOException {
    check.begin();
    return value(1);
  }

  /** What was wrong with the value read last; null: nothing. */
  public @Nullable JsonDataException problem() {
    return check.problem();
  }

  private DataValue value(int depth) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> check.isTooDeep(parser, depth) ? NULL : object(depth);
      case START_ARRAY -> check.isTooDeep(parser, depth) ? NULL : array(depth);
      case VALUE_STRING -> new DataValue.Text(check.whole(parser.getText()));
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
      String name = check.whole(parser.currentName());
      parser.nextToken();
      DataValue value = value(depth + 1);
      if (!check.isPropertyTooMany() && fields.putIfAbsent(name, value) != null) {
        check.twin(name);
      }
    }
    return new DataValue.Obj(fields);
  }

  private DataValue array(int depth) throws IOException {
    List<DataValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      DataValue item = value(depth + 1);
      if (!check.isItemTooMany()) {
        items.add(item);
      }
    }
    return new DataValue.Arr(items);
  }
}
