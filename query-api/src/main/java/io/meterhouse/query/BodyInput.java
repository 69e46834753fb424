package io.meterhouse.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A question for usage in a body: the same names; lists as lists, filters as one object. */
public final class BodyInput implements UsageInput {

  private static final String FILTER = "filter";

  private final JsonBody body;

  /** Of this body. */
  public BodyInput(JsonBody body) {
    this.body = body;
  }

  @Override
  public <T> @Nullable T as(String name, Function<String, T> reader) {
    return body.as(name, reader);
  }

  @Override
  public @Nullable TenantId tenant(String name) {
    return body.tenant(name);
  }

  @Override
  public @Nullable Instant instant(String name) {
    return body.optionalInstant(name);
  }

  @Override
  public int integer(String name, int defaultValue, int min, int max) {
    return body.integer(name, defaultValue, min, max);
  }

  @Override
  public List<String> list(String name) {
    JsonNode node = body.node(name);
    return node != null && node.isTextual()
        ? Arrays.stream(node.textValue().split(",")).map(String::strip).toList()
        : body.texts(name);
  }

  @Override
  public SortedMap<String, List<String>> filters() {
    SortedMap<String, List<String>> filters = new TreeMap<>();
    JsonNode node = body.node(FILTER);
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        List<String> values = new ArrayList<>();
        for (JsonNode value :
            field.getValue().isArray() ? field.getValue() : List.of(field.getValue())) {
          if (value.isTextual()) {
            values.add(value.textValue());
          } else {
            body.problem(
                FILTER + "." + Texts.shorten(field.getKey()),
                "a value that is no string (expected: a string or a list of strings)");
          }
        }
        filters.put(field.getKey(), values);
      }
    } else if (node != null) {
      body.problem(FILTER, "not an object (expected: values by dimension)");
    }
    return filters;
  }

  @Override
  public boolean has(String name) {
    return body.has(name);
  }

  @Override
  public void problem(String name, String reason) {
    body.problem(name, reason);
  }

  @Override
  public void check() {
    body.check();
  }
}
