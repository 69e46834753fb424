package io.meterhouse.kit.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.meterhouse.metering.EventData;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects off a parser, a field at a time, and turns values into compact JSON on the way,
 * without a tree between: the bytes are those of {@link JsonData#bytes} of the same value. What
 * breaks a limit is noted and the rest is read past, as {@link JsonTreeReader} does. Used for one
 * object after the other; not thread-safe.
 */
public final class JsonCompactor {

  private static final int INITIAL_NAMES = 32;

  /** Compared one by one; of an object with more fields, names are kept in a set. */
  private static final int FEW = 16;

  private final JsonLimitCheck check;
  private final JsonBytes json = new JsonBytes();
  private final FieldIndex index = new FieldIndex(json);
  private String[] names = new String[INITIAL_NAMES];
  private int nameCount;
  private int arrays;

  /** Holds each object to {@code limits}; parsers are those of {@link JsonData#parser}. */
  public JsonCompactor(JsonLimits limits) {
    this.check = new JsonLimitCheck(limits);
  }

  /** Takes the fields of an object. */
  @FunctionalInterface
  public interface Fields {

    /**
     * The parser is at the field's value; one of {@link #text}, {@link #skip} and {@link #compact}
     * reads it, unless it is a scalar and of no interest.
     */
    void field(String name, JsonToken value) throws IOException;
  }

  /**
   * The object that the parser is at the beginning of; afterwards it is at its end.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException where the bytes are not JSON
   */
  public void readObject(JsonParser parser, Fields fields) throws IOException {
    begin();
    Siblings siblings = new Siblings(nameCount);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = name(parser);
      fields.field(name, parser.nextToken());
      count(siblings, name);
    }
  }

  /** Forgets the object before; {@link #readObject} does it by itself. */
  public void begin() {
    check.begin();
    arrays = 0;
    nameCount = 0;
    json.cutTo(0);
    index.clear();
  }

  /** What was wrong with the object read last; null: nothing. */
  public @Nullable JsonDataException problem() {
    return check.problem();
  }

  /** The string that the parser is at. */
  public String text(JsonParser parser) throws IOException {
    return check.whole(parser.getText());
  }

  /** Reads past the value, holding it to the limits. */
  public void skip(JsonParser parser) throws IOException {
    int before = json.length();
    arrays++;
    value(parser, FieldIndex.ROOT, "", 2, false);
    arrays--;
    json.cutTo(before);
  }

  /**
   * The object that the parser is at as compact JSON; {@link #data} tells its fields. Once an
   * object.
   */
  public byte[] compact(JsonParser parser) throws IOException {
    int before = json.length();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new IllegalStateException("not at an object: " + parser.currentToken());
    }
    index.clear();
    object(parser, FieldIndex.ROOT, 2);
    return json.copy(before, json.length());
  }

  /** The fields of what {@link #compact} gave last, until the next object is read. */
  public EventData data() {
    return index;
  }

  private void value(JsonParser parser, int parent, String name, int depth, boolean isIndexed)
      throws IOException {
    JsonToken token = parser.currentToken();
    int field = isIndexed ? index.begin(parent, name, kind(token), json.length()) : 0;
    switch (token) {
      case START_OBJECT -> object(parser, field, depth);
      case START_ARRAY -> array(parser, depth);
      case VALUE_STRING -> string(parser);
      // The text, never a number: it has the digits that the client wrote.
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          json.appendAscii(
              parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
      case VALUE_TRUE -> json.appendAscii("true");
      case VALUE_FALSE -> json.appendAscii("false");
      case VALUE_NULL -> json.appendAscii("null");
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("not at a value: " + token);
    }
    if (isIndexed) {
      index.end(field, json.length());
    }
  }

  private void object(JsonParser parser, int itself, int depth) throws IOException {
    if (check.isTooDeep(parser, depth)) {
      return;
    }
    Siblings siblings = new Siblings(nameCount);
    json.append('{');
    boolean isFirst = true;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      if (!isFirst) {
        json.append(',');
      }
      isFirst = false;
      String name = name(parser);
      appendName(name);
      json.append(':');
      parser.nextToken();
      value(parser, itself, name, depth + 1, arrays == 0 && check.problem() == null);
      count(siblings, name);
    }
    json.append('}');
    nameCount = siblings.from;
  }

  private void array(JsonParser parser, int depth) throws IOException {
    if (check.isTooDeep(parser, depth)) {
      return;
    }
    arrays++;
    json.append('[');
    boolean isFirst = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!isFirst) {
        json.append(',');
      }
      isFirst = false;
      value(parser, FieldIndex.ROOT, "", depth + 1, false);
      // What is too much is written all the same: the problem it is tells that nobody wants it.
      var _ = check.isItemTooMany();
    }
    json.append(']');
    arrays--;
  }

  private void string(JsonParser parser) throws IOException {
    char[] text = parser.getTextCharacters();
    int half = json.appendText(text, parser.getTextOffset(), parser.getTextLength());
    if (half >= 0) {
      check.halfAPair(text[half]);
    }
  }

  private void appendName(String name) {
    char[] text = name.toCharArray();
    var _ = json.appendText(text, 0, text.length);
  }

  private String name(JsonParser parser) throws IOException {
    return check.whole(parser.currentName());
  }

  /** The names of one object, from there on among all that are open. */
  private static final class Siblings {
    private final int from;
    private @Nullable Set<String> many;

    Siblings(int from) {
      this.from = from;
    }
  }

  private void count(Siblings siblings, String name) {
    if (!check.isPropertyTooMany() && isTwin(siblings, name)) {
      check.twin(name);
    }
  }

  private boolean isTwin(Siblings siblings, String name) {
    if (siblings.many != null) {
      return !siblings.many.add(name);
    }
    for (int i = siblings.from; i < nameCount; i++) {
      if (names[i].equals(name)) {
        return true;
      }
    }
    if (nameCount == names.length) {
      names = Arrays.copyOf(names, nameCount * 2);
    }
    names[nameCount++] = name;
    if (nameCount - siblings.from > FEW) {
      siblings.many = new HashSet<>(Arrays.asList(names).subList(siblings.from, nameCount));
    }
    return false;
  }

  private static FieldIndex.Kind kind(JsonToken token) {
    return switch (token) {
      case VALUE_STRING -> FieldIndex.Kind.TEXT;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> FieldIndex.Kind.NUMBER;
      case VALUE_TRUE -> FieldIndex.Kind.TRUE;
      case VALUE_FALSE -> FieldIndex.Kind.FALSE;
      case START_OBJECT -> FieldIndex.Kind.OBJECT;
      case START_ARRAY -> FieldIndex.Kind.ARRAY;
      default -> FieldIndex.Kind.NULL;
    };
  }
}
