package io.meterhouse.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.ElementError;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.kit.wire.JsonDataException;
import io.meterhouse.kit.wire.JsonLimits;
import io.meterhouse.kit.wire.JsonTreeReader;
import io.meterhouse.metering.DataValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Splits a body into its elements, each parsed once; one bad element does not spoil the others. */
public final class BodyReader {

  private final IngestLimits limits;

  /** Holds requests to {@code limits}. */
  public BodyReader(IngestLimits limits) {
    this.limits = limits;
  }

  /**
   * The elements in order.
   *
   * @throws ApiException 400 INVALID_JSON where the whole is not JSON, 413 TOO_MANY_EVENTS
   */
  public List<Submission> read(EventFormat format, byte[] body) {
    return format == EventFormat.NDJSON ? lines(body) : document(body, shape(format), "");
  }

  /**
   * One event whose attributes came beside its data.
   *
   * @param dataType what the data is; where it is not JSON, the event is refused for it
   * @param data may be empty: an event without data
   * @throws ApiException 400 INVALID_JSON where the data is none
   */
  public List<Submission> event(
      Map<String, String> attributes, @Nullable String dataType, byte[] data) {
    Map<String, DataValue> fields = new LinkedHashMap<>();
    long bytes = data.length;
    for (Map.Entry<String, String> attribute : attributes.entrySet()) {
      bytes += attribute.getKey().length() + attribute.getValue().length();
      fields.put(attribute.getKey(), new DataValue.Text(attribute.getValue()));
    }
    if (dataType != null) {
      fields.put("datacontenttype", new DataValue.Text(dataType));
    }
    try {
      if (data.length > 0) {
        fields.put("data", JsonData.parseValue(data, JsonLimits.DEFAULT));
      }
    } catch (JsonDataException e) {
      return List.of(unreadable(0, e.code(), e.reason()));
    }
    return List.of(submission(0, bytes, new DataValue.Obj(fields), null));
  }

  /** One JSON object. */
  public List<Submission> object(byte[] body) {
    return document(body, Shape.OBJECT, "");
  }

  /**
   * The elements of a JSON array, which may stand alone or as the field {@code name} of an object.
   */
  public List<Submission> array(byte[] body, String name) {
    return document(body, Shape.ARRAY, name);
  }

  private enum Shape {
    OBJECT("an object"),
    ARRAY("an array"),
    EITHER("an object or an array");

    private final String expected;

    Shape(String expected) {
      this.expected = expected;
    }
  }

  private static Shape shape(EventFormat format) {
    return switch (format) {
      case CLOUD_EVENT -> Shape.OBJECT;
      case CLOUD_EVENT_BATCH -> Shape.ARRAY;
      case JSON, NDJSON -> Shape.EITHER;
    };
  }

  private List<Submission> document(byte[] body, Shape shape, String nameOfArray) {
    try (JsonParser parser = JsonData.parser(body, 0, body.length)) {
      List<Submission> found = new ArrayList<>();
      @Nullable JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT && shape != Shape.ARRAY) {
        found.add(element(parser, new JsonTreeReader(parser, JsonLimits.DEFAULT), 0));
      } else if (first == JsonToken.START_ARRAY && shape != Shape.OBJECT) {
        elements(parser, found);
      } else if (first == JsonToken.START_OBJECT && !nameOfArray.isEmpty()) {
        wrapped(parser, nameOfArray, found);
      } else {
        String came = first == null ? "an empty body" : "a body that begins with " + first;
        throw invalidJson(came + " (expected: " + shape.expected + ")");
      }
      if (parser.nextToken() != null) {
        throw invalidJson(
            "something after the end of the JSON value (expected: nothing; several events go in an"
                + " array, or as application/x-ndjson)");
      }
      return found;
    } catch (JsonProcessingException e) {
      throw invalidJson(JsonData.malformed(e).reason());
    } catch (JsonDataException e) {
      throw invalidJson(e.reason());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void wrapped(JsonParser parser, String name, List<Submission> found) throws IOException {
    boolean seen = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(name);
      if (parser.nextToken() == JsonToken.START_ARRAY && wanted && !seen) {
        elements(parser, found);
        seen = true;
      } else if (wanted) {
        throw invalidJson(name + ": twice, or not an array (expected: one array)");
      } else {
        parser.skipChildren();
      }
    }
    if (!seen) {
      throw invalidJson("an object without " + name + " (expected: that field, or a bare array)");
    }
  }

  private void elements(JsonParser parser, List<Submission> found) throws IOException {
    JsonTreeReader reader = new JsonTreeReader(parser, JsonLimits.DEFAULT);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      found.add(element(parser, reader, found.size()));
      checkCount(found.size());
    }
  }

  private Submission element(JsonParser parser, JsonTreeReader reader, int index)
      throws IOException {
    long from = parser.currentTokenLocation().getByteOffset();
    DataValue value = reader.read();
    return submission(
        index, parser.currentLocation().getByteOffset() - from, value, reader.problem());
  }

  private List<Submission> lines(byte[] body) {
    List<Submission> found = new ArrayList<>();
    int from = 0;
    while (from < body.length) {
      int end = from;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      if (!isBlank(body, from, end)) {
        found.add(line(body, from, end - from, found.size()));
        checkCount(found.size());
      }
      from = end + 1;
    }
    if (found.isEmpty()) {
      throw invalidJson("an empty body (expected: one event a line)");
    }
    return found;
  }

  private Submission line(byte[] body, int from, int length, int index) {
    if (length > limits.maxEventBytes()) {
      return tooLarge(index, length);
    }
    try (JsonParser parser = JsonData.parser(body, from, length)) {
      JsonTreeReader reader = new JsonTreeReader(parser, JsonLimits.DEFAULT);
      parser.nextToken();
      DataValue value = reader.read();
      if (parser.nextToken() != null) {
        return unreadable(index, Refusal.INVALID_JSON, "more than one value on a line");
      }
      return submission(index, length, value, reader.problem());
    } catch (JsonProcessingException e) {
      return unreadable(index, Refusal.INVALID_JSON, JsonData.malformed(e).reason());
    } catch (JsonDataException e) {
      return unreadable(index, e.code(), e.reason());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Submission submission(
      int index, long bytes, DataValue value, @Nullable JsonDataException problem) {
    if (bytes > limits.maxEventBytes()) {
      return tooLarge(index, bytes);
    }
    if (problem != null) {
      return unreadable(index, problem.code(), problem.reason());
    }
    if (value instanceof DataValue.Obj object) {
      return new Submission.Parsed(index, object);
    }
    return unreadable(index, Refusal.WRONG_TYPE, Attributes.kind(value) + " (expected: an object)");
  }

  private Submission tooLarge(int index, long bytes) {
    return unreadable(
        index,
        Refusal.EVENT_TOO_LARGE,
        bytes + " bytes (expected: at most " + limits.maxEventBytes() + ")");
  }

  private void checkCount(int count) {
    if (count > limits.maxEvents()) {
      throw new ApiException(
          ApiError.TOO_MANY_EVENTS,
          "more than "
              + limits.maxEvents()
              + " in one request (expected: at most that); send them in parts",
          List.of());
    }
  }

  private static Submission unreadable(int index, String code, String reason) {
    return new Submission.Spoilt(index, EventError.of(index, null, code, "", reason));
  }

  private static boolean isBlank(byte[] body, int from, int end) {
    for (int i = from; i < end; i++) {
      if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static ApiException invalidJson(String reason) {
    return new ApiException(new ElementError(Refusal.INVALID_JSON), reason, List.of());
  }
}
