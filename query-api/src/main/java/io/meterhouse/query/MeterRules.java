package io.meterhouse.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterFilter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.WindowSize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the fields of a meter have to be, given where its values come from. */
record MeterRules(JsonBody body, MeterSource source) {

  private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,127}");
  private static final Pattern DIMENSION = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  static String code(JsonBody body) {
    String code = body.text("code");
    if (!code.isBlank() && !CODE.matcher(code).matches()) {
      body.problem("code", "'%s' (expected: %s)".formatted(Texts.shorten(code), CODE.pattern()));
    }
    return code;
  }

  static void sameCode(JsonBody body, String code) {
    String given = body.as("code", Texts::line);
    if (given != null && !given.equals(code)) {
      body.problem(
          "code",
          "'%s' (expected: '%s' as in the path, or absent)"
              .formatted(Texts.shorten(given), Texts.shorten(code)));
    }
  }

  Aggregation aggregation() {
    if (!body.has("aggregation")) {
      body.problem("aggregation", "missing (expected: " + allowed() + ")");
    }
    Aggregation aggregation = body.as("aggregation", Texts.word(Aggregation.values()));
    if (aggregation == Aggregation.UNIQUE_COUNT && source == MeterSource.SNAPSHOTS) {
      body.problem(
          "aggregation",
          aggregation
              + " (expected: "
              + allowed()
              + ", as a snapshot declares a figure and no values to tell apart)");
    }
    return aggregation == null ? Aggregation.COUNT : aggregation;
  }

  String eventType() {
    String type = body.as("event_type", Texts::line);
    if (source == MeterSource.SNAPSHOTS) {
      if (type != null && !type.equals(Meter.SNAPSHOT_TYPE)) {
        body.problem("event_type", "given (expected: absent, as snapshots have none)");
      }
      return Meter.SNAPSHOT_TYPE;
    }
    if (!body.has("event_type")) {
      body.problem("event_type", "missing (expected: the type of the events that count)");
    } else if (Meter.SNAPSHOT_TYPE.equals(type)) {
      body.problem("event_type", type + " is of snapshots (expected: source snapshots)");
    }
    return type == null ? "" : type;
  }

  @Nullable PropertyPath valueProperty(Aggregation aggregation) {
    PropertyPath path = body.as("value_property", PropertyPath::parse);
    if (source == MeterSource.SNAPSHOTS) {
      refuse("value_property", "a snapshot brings its value itself");
    } else if (!aggregation.readsAValue()) {
      // COUNT also stands in where the aggregation itself could not be read: nothing to say then.
      if (body.has("aggregation")
          && body.tree().get("aggregation").asText().equalsIgnoreCase("COUNT")) {
        refuse("value_property", "COUNT reads no value");
      }
    } else if (!body.has("value_property")) {
      body.problem(
          "value_property",
          "missing (expected: a path such as $.tokens, as " + aggregation + " reads a value)");
    }
    return path;
  }

  SortedMap<String, PropertyPath> dimensions() {
    SortedMap<String, String> given = body.textMap("dimensions");
    if (source == MeterSource.SNAPSHOTS && !given.isEmpty()) {
      refuse("dimensions", "snapshots have none");
    }
    if (given.size() > Meter.MAX_DIMENSIONS) {
      body.problem(
          "dimensions",
          "%d dimensions (expected: at most %d)".formatted(given.size(), Meter.MAX_DIMENSIONS));
    }
    SortedMap<String, PropertyPath> dimensions = new TreeMap<>();
    given.forEach(
        (name, path) -> {
          String field = "dimensions." + Texts.shorten(name);
          if (!DIMENSION.matcher(name).matches() || name.equals(UsageQuestion.SUBJECT)) {
            body.problem(
                field,
                "a name that a dimension cannot have (expected: %s, and not subject)"
                    .formatted(DIMENSION.pattern()));
          }
          try {
            dimensions.put(name, PropertyPath.parse(path));
          } catch (IllegalArgumentException e) {
            body.problem(field, String.valueOf(e.getMessage()));
          }
        });
    return dimensions;
  }

  List<MeterFilter> filters() {
    List<JsonBody> given = body.objects("filters");
    if (source == MeterSource.SNAPSHOTS && !given.isEmpty()) {
      refuse("filters", "snapshots have no data to filter by");
    }
    if (given.size() > Meter.MAX_FILTERS) {
      body.problem(
          "filters",
          "%d filters (expected: at most %d)".formatted(given.size(), Meter.MAX_FILTERS));
    }
    List<MeterFilter> filters = new ArrayList<>();
    for (JsonBody filter : given) {
      MeterFilter read = MeterFilters.read(filter);
      if (read != null) {
        filters.add(read);
      }
    }
    return filters;
  }

  WindowSize windowSize() {
    WindowSize size = body.as("window_size", Texts.word(WindowSize.values()));
    if (source == MeterSource.EVENTS) {
      return size == null ? WindowSize.MINUTE : size;
    }
    if (size != null && size != WindowSize.DAY) {
      body.problem("window_size", size + " (expected: DAY, as snapshots are of a day)");
    }
    return WindowSize.DAY;
  }

  private void refuse(String field, String why) {
    JsonNode given = body.node(field);
    if (given != null) {
      body.problem(field, "given (expected: absent, as " + why + ")");
    }
  }

  private String allowed() {
    return Arrays.stream(Aggregation.values())
        .filter(
            aggregation -> source == MeterSource.EVENTS || aggregation != Aggregation.UNIQUE_COUNT)
        .map(Enum::name)
        .collect(Collectors.joining(", "));
  }
}
