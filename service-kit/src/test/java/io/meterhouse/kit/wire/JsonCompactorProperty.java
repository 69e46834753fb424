package io.meterhouse.kit.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.EventData;
import io.meterhouse.metering.PropertyPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Without a tree there is the same to see as with one: the same bytes, problems and fields. */
class JsonCompactorProperty {

  /** Small, so that what is made up here breaks each of them now and then. */
  private static final JsonLimits LIMITS = new JsonLimits(4, 30, 8);

  private static final List<String> NAMES =
      List.of("a", "b", "c", "dd", "ä", "\\u0061", "q\\\"", "🙂", "\\ud83d\\ude42", "\\ud800");
  private static final List<String> SCALARS =
      List.of(
          "0",
          "-0.10",
          "1E+400",
          "12345678901234567890",
          "true",
          "false",
          "null",
          "\"\"",
          "\"plain\"",
          "\"\\n\\t\\r\\b\\f\\u0001\\/\\\\\\\"\"",
          "\"äß中🙂\\ud83d\\ude42\\u2028\"",
          "\"\\udc00\"");

  /** What a reader saw: nothing but that it is no JSON, or a problem's code, or the value. */
  private record Seen(boolean isJson, @Nullable String problem, String json, List<String> fields) {}

  @Property
  void shouldSeeWhatATreeReaderSees(@ForAll Random random) throws IOException {
    byte[] json = text(random);

    Seen withoutTree = compacted(json);

    assertThat(withoutTree).as(new String(json, UTF_8)).isEqualTo(asTree(json));
  }

  /** Of {@code {"x":…,"data":{…}}}. */
  private static Seen compacted(byte[] json) throws IOException {
    JsonCompactor compactor = new JsonCompactor(LIMITS);
    List<byte[]> data = new ArrayList<>();
    try (JsonParser parser = JsonData.parser(json, 0, json.length)) {
      parser.nextToken();
      compactor.readObject(
          parser,
          (name, value) -> {
            if (name.equals("data") && value == JsonToken.START_OBJECT) {
              data.add(compactor.compact(parser));
            } else {
              compactor.skip(parser);
            }
          });
      parser.nextToken();
    } catch (JsonProcessingException e) {
      return new Seen(false, null, "", List.of());
    }
    JsonDataException problem = compactor.problem();
    return problem == null && !data.isEmpty()
        ? new Seen(true, null, new String(data.getFirst(), UTF_8), fields(compactor.data()))
        : new Seen(true, problem == null ? "no object" : problem.code(), "", List.of());
  }

  private static Seen asTree(byte[] json) throws IOException {
    try (JsonParser parser = JsonData.parser(json, 0, json.length)) {
      parser.nextToken();
      JsonTreeReader reader = new JsonTreeReader(parser, LIMITS);
      DataValue value = reader.read();
      parser.nextToken();
      JsonDataException problem = reader.problem();
      return problem == null
              && value instanceof DataValue.Obj whole
              && whole.fields().get("data") instanceof DataValue.Obj data
          ? new Seen(true, null, JsonData.text(data), fields(data))
          : new Seen(true, problem == null ? "no object" : problem.code(), "", List.of());
    } catch (JsonProcessingException e) {
      return new Seen(false, null, "", List.of());
    }
  }

  /** What is at each path of up to two names; of objects and arrays the kind. */
  private static List<String> fields(EventData data) {
    List<String> names = List.of("a", "b", "c", "dd", "ä", "q\"", "🙂", "missing");
    List<String> found = new ArrayList<>();
    for (String first : names) {
      found.add(shown(data.at(new PropertyPath(List.of(first)))));
      for (String second : names) {
        found.add(shown(data.at(new PropertyPath(List.of(first, second)))));
      }
    }
    return found;
  }

  private static String shown(Optional<DataValue> value) {
    return switch (value.orElse(null)) {
      case null -> "-";
      case DataValue.Obj ignored -> "object";
      case DataValue.Arr ignored -> "array";
      case DataValue scalar -> scalar.toString();
    };
  }

  private static byte[] text(Random random) {
    String text =
        "{\"x\":" + value(random, 2) + blank(random) + ",\"data\":" + object(random, 4) + "}";
    if (random.nextInt(10) == 0) {
      int at = 1 + random.nextInt(text.length() - 1);
      text = text.substring(0, at) + ",}]:\"".charAt(random.nextInt(5)) + text.substring(at + 1);
    }
    return text.getBytes(UTF_8);
  }

  private static String value(Random random, int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(4)) {
      case 1 -> object(random, depth - 1);
      case 2 -> array(random, depth - 1);
      default -> SCALARS.get(random.nextInt(SCALARS.size() - (random.nextInt(8) == 0 ? 0 : 1)));
    };
  }

  private static String object(Random random, int depth) {
    StringBuilder json = new StringBuilder("{" + blank(random));
    int fields = random.nextInt(random.nextInt(20) == 0 ? 40 : 4);
    for (int i = 0; i < fields; i++) {
      json.append(i == 0 ? "" : ",").append(blank(random)).append('"');
      String name = NAMES.get(random.nextInt(NAMES.size() - (random.nextInt(8) == 0 ? 0 : 1)));
      // Most names of an object differ: few would get past the twins otherwise.
      json.append(random.nextInt(3) == 0 ? name : name + (fields > 4 ? "" + i : ""));
      json.append('"').append(blank(random)).append(':').append(value(random, depth));
    }
    return json.append(blank(random)).append('}').toString();
  }

  private static String array(Random random, int depth) {
    StringBuilder json = new StringBuilder("[");
    int items = random.nextInt(random.nextInt(10) == 0 ? 10 : 4);
    for (int i = 0; i < items; i++) {
      json.append(i == 0 ? "" : ",").append(blank(random)).append(value(random, depth));
    }
    return json.append(']').toString();
  }

  private static String blank(Random random) {
    return random.nextInt(4) == 0 ? " \n" : "";
  }
}
