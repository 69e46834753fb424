package io.meterhouse.kit.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Shows a schema: its type in words, its bounds, and its fields one below the other. */
record SchemaView(Html html) {

  private static final String SCHEMAS = "#/components/schemas/";
  private static final List<String> ALTERNATIVES = List.of("oneOf", "anyOf", "allOf");
  private static final Map<String, String> BOUNDS =
      Map.of(
          "pattern", "matches",
          "minLength", "characters, from",
          "maxLength", "characters, up to",
          "minimum", "from",
          "maximum", "to",
          "minItems", "elements, from",
          "maxItems", "elements, up to",
          "maxProperties", "entries, up to",
          "default", "default",
          "format", "format");
  private static final List<String> BOUND_ORDER =
      List.of(
          "format",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "maxProperties",
          "pattern",
          "default");

  /** In a line: {@code array of Event}, {@code string or null}. */
  void type(JsonNode schema) {
    if (schema.has("$ref")) {
      reference(schema.path("$ref").asText());
      return;
    }
    for (String kind : ALTERNATIVES) {
      if (schema.has(kind)) {
        alternatives(schema.path(kind), kind.equals("allOf") ? " and " : " or ");
        return;
      }
    }
    if (schema.has("items")) {
      html.text(typeName(schema) + " of ");
      type(schema.path("items"));
    } else if (schema.path("additionalProperties").isObject()) {
      html.text(typeName(schema) + " of names to ");
      type(schema.path("additionalProperties"));
    } else {
      html.text(typeName(schema));
    }
  }

  /** What a value must keep to besides; nothing where there is nothing. */
  void bounds(JsonNode schema) {
    values(schema, "enum", "one of");
    values(schema, "const", "always");
    for (String keyword : BOUND_ORDER) {
      if (schema.has(keyword)) {
        bound(BOUNDS.getOrDefault(keyword, keyword), schema.path(keyword));
      }
    }
    values(schema, "examples", "such as");
  }

  /** The fields of an object, nested ones with their path; those of other schemas by a link. */
  void fields(JsonNode schema) {
    List<Field> fields = new ArrayList<>();
    collect("", schema, fields);
    if (fields.isEmpty()) {
      return;
    }
    html.element("dl", "fields", () -> fields.forEach(this::field));
  }

  private void field(Field field) {
    String description = field.schema().path("description").asText();
    row(field.name(), field.schema(), field.required(), "", description);
  }

  /** A name, its type and bounds, where it stands (empty: nowhere else), and what it means. */
  void row(String name, JsonNode schema, boolean required, String place, String description) {
    html.element(
        "div",
        () -> {
          html.element(
              "dt",
              () -> {
                html.line("code", name).text(" ");
                html.element("span", "type", () -> type(schema));
                if (!place.isEmpty()) {
                  html.line("span", "type", ", " + place);
                }
                if (required) {
                  html.text(" ").line("span", "required", "required");
                }
              });
          html.element(
              "dd",
              () -> {
                html.prose(description);
                bounds(schema);
              });
        });
  }

  private static void collect(String prefix, JsonNode schema, List<Field> into) {
    schema.path("allOf").forEach(part -> collect(prefix, part, into));
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      String name = prefix + property.getKey();
      JsonNode type = property.getValue();
      into.add(new Field(name, type, isRequired(schema, property.getKey())));
      collect(name + ".", type, into);
      collect(name + "[].", type.path("items"), into);
    }
  }

  private static boolean isRequired(JsonNode schema, String name) {
    return schema.path("required").valueStream().anyMatch(it -> it.asText().equals(name));
  }

  private void alternatives(JsonNode parts, String between) {
    boolean first = true;
    for (JsonNode part : parts) {
      if (!first) {
        html.text(between);
      }
      first = false;
      type(part);
    }
  }

  private void reference(String reference) {
    if (reference.startsWith(SCHEMAS)) {
      String name = reference.substring(SCHEMAS.length()).split("/", 2)[0];
      html.link("#schema-" + name, name);
    } else {
      html.text(reference);
    }
  }

  private static String typeName(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray()) {
      StringJoiner names = new StringJoiner(" or ");
      type.forEach(it -> names.add(it.asText()));
      return names.toString();
    }
    if (type.isTextual()) {
      return type.asText();
    }
    if (schema.has("enum") || schema.has("const")) {
      return "value";
    }
    return schema.has("properties") || schema.has("required") ? "object" : "any";
  }

  private void values(JsonNode schema, String keyword, String label) {
    if (!schema.has(keyword)) {
      return;
    }
    JsonNode values = schema.path(keyword);
    html.element(
        "p",
        "bound",
        () -> {
          html.text(label);
          for (JsonNode value : values.isArray() ? values : List.of(values)) {
            html.text(" ").line("code", shown(value));
          }
        });
  }

  private void bound(String label, JsonNode value) {
    html.element("p", "bound", () -> html.text(label + " ").line("code", shown(value)));
  }

  private static String shown(JsonNode value) {
    return value.isValueNode() ? value.asText() : value.toString();
  }

  private record Field(String name, JsonNode schema, boolean required) {}
}
