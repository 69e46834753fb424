package io.meterhouse.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.FilterOperator;
import io.meterhouse.metering.MeterFilter;
import io.meterhouse.metering.PropertyPath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"property":"$.region","operator":"in","value":["eu","us"]}}. */
final class MeterFilters {

  private MeterFilters() {}

  /** The filter; null where there is a problem, which the body then knows. */
  static @Nullable MeterFilter read(JsonBody filter) {
    PropertyPath property = filter.as("property", PropertyPath::parse);
    FilterOperator operator = filter.as("operator", Texts.word(FilterOperator.values()));
    filter.node("value");
    for (String name : List.of("property", "operator")) {
      if (!filter.has(name)) {
        filter.problem(name, "missing");
      }
    }
    if (property == null || operator == null) {
      return null;
    }
    try {
      return new MeterFilter(property, operator, values(operator, filter.tree().get("value")));
    } catch (IllegalArgumentException e) {
      filter.problem("value", String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** A list stands for its items with in and not_in alone, so that eq is not taken for in. */
  private static List<DataValue> values(FilterOperator operator, @Nullable JsonNode value) {
    return switch (operator) {
      case IN, NOT_IN ->
          value != null && dataValue(value) instanceof DataValue.Arr(List<DataValue> items)
              ? items
              : List.of();
      case EXISTS -> value == null || value.isNull() ? List.of() : List.of(dataValue(value));
      case EQ, NEQ, GT, GTE, LT, LTE -> value == null ? List.of() : List.of(dataValue(value));
    };
  }

  private static DataValue dataValue(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> new DataValue.Text(node.textValue());
      case NUMBER -> new DataValue.Number(node.asText());
      case BOOLEAN -> new DataValue.Bool(node.booleanValue());
      case NULL, MISSING -> new DataValue.Null();
      case ARRAY -> {
        List<DataValue> items = new ArrayList<>();
        node.forEach(item -> items.add(dataValue(item)));
        yield new DataValue.Arr(items);
      }
      case OBJECT, POJO, BINARY -> {
        Map<String, DataValue> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> fields.put(field.getKey(), dataValue(field.getValue())));
        yield new DataValue.Obj(fields);
      }
    };
  }
}
