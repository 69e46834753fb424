package io.meterhouse.kit.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.config.SettingKeys;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Problems;
import io.meterhouse.metering.TenantId;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a request, read field by field. Each reader notes what is wrong and hands out a
 * stand-in, so that {@link #check()} can tell everything at once: call it before using what was
 * read. Nested objects share the notes. A field that nobody read is a problem too; a JSON {@code
 * null} counts as absent.
 */
public final class JsonBody {

  private final ObjectNode object;
  private final String path;
  private final Problems problems;
  private final @Nullable Caller caller;
  private final Set<String> asked = new LinkedHashSet<>();
  private final List<JsonBody> nested = new ArrayList<>();

  private JsonBody(ObjectNode object, String path, Problems problems, @Nullable Caller caller) {
    this.object = object;
    this.path = path;
    this.problems = problems;
    this.caller = caller;
  }

  /** Reads the request's body: application/json, one object. */
  public static JsonBody read(Context ctx) throws IOException {
    Bodies.mediaType(ctx, List.of("application/json"));
    return parse(Bodies.read(ctx), Guard.caller(ctx));
  }

  /** As {@link #parse(byte[])}, sent by that caller. */
  public static JsonBody parse(byte[] json, Caller caller) throws IOException {
    return new JsonBody(JsonValues.object(json), "", new Problems(), caller);
  }

  /**
   * Parses one object that names no tenants.
   *
   * @throws ApiException 400 with line and column where it is not JSON
   */
  public static JsonBody parse(byte[] json) throws IOException {
    return new JsonBody(JsonValues.object(json), "", new Problems(), null);
  }

  /** Whether the field is there and not null. */
  public boolean has(String field) {
    return node(field) != null;
  }

  /** Any text that is not blank. */
  public String text(String field) {
    JsonNode node = node(field);
    if (node == null) {
      return missing(field, "");
    }
    if (!node.isTextual()) {
      wrong(field, node, "a string");
    } else if (node.textValue().isBlank()) {
      problem(field, "blank (expected: text)");
    }
    return node.asText();
  }

  /** Text, or null where absent. */
  public @Nullable String optionalText(String field) {
    String text = givenText(field);
    return text == null && has(field) ? "" : text;
  }

  /**
   * The tenant that is named, else the token's; null, and noted, where the platform asks and names
   * none.
   *
   * @throws ApiException 403 where the caller does not reach it
   */
  public @Nullable TenantId tenant(String field) {
    TenantId tenant = optionalTenant(field);
    if (tenant == null && !has(field)) {
      problem(field, "missing");
    }
    return tenant;
  }

  /**
   * The tenant that is named, else the token's; null where the platform asks and names none.
   *
   * @throws ApiException 403 where the caller does not reach it
   */
  public @Nullable TenantId optionalTenant(String field) {
    Caller sender = caller;
    if (sender == null) {
      throw new IllegalStateException("a body without a caller has no tenants");
    }
    if (!has(field)) {
      return sender.tenant();
    }
    TenantId named = as(field, TenantId::of);
    return named == null ? null : TenantAccess.reached(sender, named);
  }

  /** A number, or a string that holds one, with every digit as it came. */
  public BigDecimal decimal(String field) {
    BigDecimal number = optionalDecimal(field);
    return number != null ? number : missing(field, BigDecimal.ZERO);
  }

  /** As {@link #decimal}, or null where absent. */
  public @Nullable BigDecimal optionalDecimal(String field) {
    JsonNode node = node(field);
    if (node == null) {
      return null;
    }
    BigDecimal number = JsonValues.decimal(node);
    if (number == null) {
      wrong(field, node, "a decimal number");
      return BigDecimal.ZERO;
    }
    return number;
  }

  /** A whole number in [min, max]. */
  public int integer(String field, int min, int max) {
    if (!has(field)) {
      return missing(field, min);
    }
    return integer(field, min, min, max);
  }

  /** A whole number in [min, max], or the default where absent. */
  public int integer(String field, int defaultValue, int min, int max) {
    JsonNode node = node(field);
    if (node == null) {
      return defaultValue;
    }
    Integer value = JsonValues.integer(node, min, max);
    if (value == null) {
      wrong(field, node, "a whole number from " + min + " to " + max);
      return min;
    }
    return value;
  }

  /** True or false, or the default where absent. */
  public boolean flag(String field, boolean defaultValue) {
    JsonNode node = node(field);
    if (node == null) {
      return defaultValue;
    }
    if (!node.isBoolean()) {
      wrong(field, node, "true or false");
    }
    return node.booleanValue();
  }

  /** Text that {@code reader} turns into a value; what it refuses is noted with its message. */
  public <T> @Nullable T as(String field, Function<String, T> reader) {
    String text = givenText(field);
    return text == null ? null : problems.read(full(field), text, reader);
  }

  /** One of the named choices, or null (and noted) where it is none of them; null where absent. */
  public <T> @Nullable T optionalChoice(String field, Map<String, T> choices) {
    String text = givenText(field);
    if (text == null) {
      return null;
    }
    T choice = choices.get(text);
    if (choice == null) {
      problem(
          field,
          JsonValues.shortened(text)
              + " (expected: one of "
              + String.join(", ", choices.keySet())
              + ")");
    }
    return choice;
  }

  /** As {@link #optionalChoice}, and noted where absent. */
  public <T> @Nullable T choice(String field, Map<String, T> choices) {
    if (!has(field)) {
      missing(field);
    }
    return optionalChoice(field, choices);
  }

  /** A timestamp with its offset, such as 2026-11-21T10:00:00Z; null where absent. */
  public @Nullable Instant optionalInstant(String field) {
    return as(field, TimeTexts::instant);
  }

  /** A nested object; an empty one where absent. */
  public JsonBody object(String field) {
    JsonNode node = node(field);
    if (node instanceof ObjectNode found) {
      return within(found, full(field));
    }
    if (node != null) {
      wrong(field, node, "an object");
    }
    return within(object.objectNode(), full(field));
  }

  /** The objects of an array; none where absent. */
  public List<JsonBody> objects(String field) {
    List<JsonBody> found = new ArrayList<>();
    for (JsonNode element : elements(field)) {
      String elementPath = full(field) + "[" + found.size() + "]";
      if (element instanceof ObjectNode one) {
        found.add(within(one, elementPath));
      } else {
        problems.add(elementPath, JsonValues.kind(element) + " (expected: an object)");
        found.add(within(object.objectNode(), elementPath));
      }
    }
    return found;
  }

  /** The strings of an array; none where absent. */
  public List<String> texts(String field) {
    List<String> found = new ArrayList<>();
    for (JsonNode element : elements(field)) {
      if (!element.isTextual()) {
        problems.add(
            full(field) + "[" + found.size() + "]",
            JsonValues.kind(element) + " (expected: a string)");
      }
      found.add(element.asText());
    }
    return found;
  }

  /** An object whose values are all strings; empty where absent. */
  public SortedMap<String, String> textMap(String field) {
    JsonBody map = object(field);
    SortedMap<String, String> found = new TreeMap<>();
    map.object
        .fieldNames()
        .forEachRemaining(
            name -> {
              String value = map.optionalText(name);
              found.put(name, value == null ? map.missing(name, "") : value);
            });
    return found;
  }

  /** The field as it came; null where absent. */
  public @Nullable JsonNode node(String field) {
    asked.add(field);
    JsonNode node = object.get(field);
    return node == null || node.isNull() ? null : node;
  }

  /** Any object, as it came; its fields are not looked at. */
  public @Nullable ObjectNode freeObject(String field) {
    JsonNode node = node(field);
    if (node instanceof ObjectNode free) {
      return free;
    }
    if (node != null) {
      wrong(field, node, "an object");
    }
    return null;
  }

  /** The whole object as it came. */
  public ObjectNode tree() {
    return object;
  }

  /** Notes a problem of the caller's own finding. */
  public void problem(String field, String reason) {
    problems.add(full(field), reason);
  }

  /** Notes every field that nobody read, here and in nested objects, with the name likely meant. */
  private void refuseUnknown() {
    nested.forEach(JsonBody::refuseUnknown);
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!asked.contains(name)) {
                problem(name, "unknown field" + meant(name));
              }
            });
  }

  private String meant(String name) {
    if (problems.isFull()) {
      return "";
    }
    return SettingKeys.closest(name, asked)
        .map(known -> " (did you mean " + known + "?)")
        .orElse(" (expected: " + String.join(", ", asked) + ")");
  }

  /**
   * Returns when everything, here and in nested objects, was right; call it once, on the outermost,
   * when all that the route knows was read.
   *
   * @throws ApiException 400 with all that was not, and with the fields that nobody read
   */
  public void check() {
    refuseUnknown();
    problems.check();
  }

  private JsonBody within(ObjectNode found, String foundPath) {
    JsonBody body = new JsonBody(found, foundPath + ".", problems, caller);
    nested.add(body);
    return body;
  }

  /**
   * Returns when everything read so far was right; for what has to be known before the rest can be
   * read.
   *
   * @throws ApiException 400 with all that was not
   */
  public void checkSoFar() {
    problems.check();
  }

  private List<JsonNode> elements(String field) {
    JsonNode node = node(field);
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      wrong(field, node, "an array");
      return List.of();
    }
    List<JsonNode> elements = new ArrayList<>();
    node.forEach(elements::add);
    return elements;
  }

  /** Null where absent, and, noted, where it is no text. */
  private @Nullable String givenText(String field) {
    JsonNode node = node(field);
    if (node != null && !node.isTextual()) {
      wrong(field, node, "a string");
      return null;
    }
    return node == null ? null : node.textValue();
  }

  private void missing(String field) {
    problem(field, "missing");
  }

  private <T extends @Nullable Object> T missing(String field, T standIn) {
    missing(field);
    return standIn;
  }

  private void wrong(String field, JsonNode came, String expected) {
    problem(field, JsonValues.kind(came) + " (expected: " + expected + ")");
  }

  private String full(String field) {
    return path + field;
  }
}
