package io.meterhouse.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.ElementError;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.kit.wire.JsonDataException;
import io.meterhouse.metering.DataValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Splits a body into its elements, each parsed once; one at fault does not spoil the others. */
public final class BodyReader {

  private final IngestLimits limits;

  /** Holds requests to {@code limits}. */
  public BodyReader(IngestLimits limits) {
    this.limits = limits;
  }

  /**
   * The events of a body. Reading them fails with an {@link ApiException}: 400 INVALID_JSON where
   * the whole is not JSON, 413 TOO_MANY_EVENTS.
   */
  public Elements<IncomingEvent> events(EventFormat format, byte[] body) {
    EventReader reader = new EventReader();
    return format == EventFormat.NDJSON
        ? visitor -> lines(body, reader, visitor)
        : visitor -> document(body, shape(format), "", reader, visitor);
  }

  /**
   * One event whose attributes came beside its data.
   *
   * @param dataType what the data is; where it is not JSON, the event is refused for it
   * @param data may be empty: an event without data
   */
  public Elements<IncomingEvent> event(
      Map<String, String> attributes, @Nullable String dataType, byte[] data) {
    return visitor -> {
      long bytes = data.length;
      for (Map.Entry<String, String> attribute : attributes.entrySet()) {
        bytes += attribute.getKey().length() + attribute.getValue().length();
      }
      if (isTooLarge(bytes)) {
        visitor.spoilt(tooLarge(0, bytes));
        return;
      }
      IncomingEvent event;
      try {
        event = eventOf(data);
      } catch (Refusal refusal) {
        visitor.spoilt(refusal.at(0, null));
        return;
      }
      attributes.forEach(
          (name, value) -> {
            if (IncomingEvent.isKept(name)) {
              event.set(name, new DataValue.Text(value));
            }
          });
      if (dataType != null) {
        event.set("datacontenttype", new DataValue.Text(dataType));
      }
      visitor.element(0, event);
    };
  }

  private static IncomingEvent eventOf(byte[] data) {
    EventReader reader = new EventReader();
    if (data.length == 0) {
      return reader.empty();
    }
    try (JsonParser parser = JsonData.parser(data, 0, data.length)) {
      if (parser.nextToken() == null) {
        throw new Refusal(Refusal.INVALID_JSON, "", "nothing (expected: a JSON value)");
      }
      IncomingEvent event = reader.readData(parser);
      if (parser.nextToken() != null) {
        throw new Refusal(Refusal.INVALID_JSON, "", "more than one value (expected: one)");
      }
      return event;
    } catch (JsonProcessingException e) {
      throw new Refusal(Refusal.INVALID_JSON, "", JsonData.malformed(e).reason());
    } catch (JsonDataException e) {
      throw new Refusal(e.code(), "", e.reason());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One JSON object. */
  public Elements<DataValue.Obj> object(byte[] body) {
    return visitor -> document(body, Shape.OBJECT, "", ElementReader.TREE, visitor);
  }

  /**
   * The elements of a JSON array, which may stand alone or as the field {@code name} of an object.
   */
  public Elements<DataValue.Obj> array(byte[] body, String name) {
    return visitor -> document(body, Shape.ARRAY, name, ElementReader.TREE, visitor);
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

  private <T> void document(
      byte[] body,
      Shape shape,
      String nameOfArray,
      ElementReader<T> reader,
      Elements.Visitor<T> visitor) {
    try (JsonParser parser = JsonData.parser(body, 0, body.length)) {
      @Nullable JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT && shape != Shape.ARRAY) {
        element(parser, 0, reader, visitor);
      } else if (first == JsonToken.START_ARRAY && shape != Shape.OBJECT) {
        elements(parser, reader, visitor);
      } else if (first == JsonToken.START_OBJECT && !nameOfArray.isEmpty()) {
        wrapped(parser, nameOfArray, reader, visitor);
      } else {
        String came = first == null ? "an empty body" : "a body that begins with " + first;
        throw invalidJson(came + " (expected: " + shape.expected + ")");
      }
      if (parser.nextToken() != null) {
        throw invalidJson(
            "something after the end of the JSON value (expected: nothing; several events go in an"
                + " array, or as application/x-ndjson)");
      }
    } catch (JsonProcessingException e) {
      throw invalidJson(JsonData.malformed(e).reason());
    } catch (JsonDataException e) {
      throw invalidJson(e.reason());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> void wrapped(
      JsonParser parser, String name, ElementReader<T> reader, Elements.Visitor<T> visitor)
      throws IOException {
    boolean seen = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = parser.currentName().equals(name);
      if (parser.nextToken() == JsonToken.START_ARRAY && wanted && !seen) {
        elements(parser, reader, visitor);
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

  private <T> void elements(JsonParser parser, ElementReader<T> reader, Elements.Visitor<T> visitor)
      throws IOException {
    for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
      checkCount(index + 1);
      element(parser, index, reader, visitor);
    }
  }

  private <T> void element(
      JsonParser parser, int index, ElementReader<T> reader, Elements.Visitor<T> visitor)
      throws IOException {
    long from = parser.currentTokenLocation().getByteOffset();
    T element;
    try {
      element = reader.read(parser);
    } catch (Refusal refusal) {
      long bytes = parser.currentLocation().getByteOffset() - from;
      visitor.spoilt(isTooLarge(bytes) ? tooLarge(index, bytes) : refusal.at(index, null));
      return;
    }
    long bytes = parser.currentLocation().getByteOffset() - from;
    if (isTooLarge(bytes)) {
      visitor.spoilt(tooLarge(index, bytes));
    } else {
      visitor.element(index, element);
    }
  }

  private <T> void lines(byte[] body, ElementReader<T> reader, Elements.Visitor<T> visitor) {
    int found = 0;
    int from = 0;
    while (from < body.length) {
      int end = from;
      while (end < body.length && body[end] != '\n') {
        end++;
      }
      if (!isBlank(body, from, end)) {
        checkCount(found + 1);
        line(body, from, end - from, found++, reader, visitor);
      }
      from = end + 1;
    }
    if (found == 0) {
      throw invalidJson("an empty body (expected: one event a line)");
    }
  }

  private <T> void line(
      byte[] body,
      int from,
      int length,
      int index,
      ElementReader<T> reader,
      Elements.Visitor<T> visitor) {
    if (isTooLarge(length)) {
      visitor.spoilt(tooLarge(index, length));
      return;
    }
    T element;
    try (JsonParser parser = JsonData.parser(body, from, length)) {
      parser.nextToken();
      element = reader.read(parser);
      if (parser.nextToken() != null) {
        throw new Refusal(Refusal.INVALID_JSON, "", "more than one value on a line");
      }
    } catch (Refusal refusal) {
      visitor.spoilt(refusal.at(index, null));
      return;
    } catch (JsonProcessingException e) {
      visitor.spoilt(unreadable(index, Refusal.INVALID_JSON, JsonData.malformed(e).reason()));
      return;
    } catch (JsonDataException e) {
      visitor.spoilt(unreadable(index, e.code(), e.reason()));
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    visitor.element(index, element);
  }

  private boolean isTooLarge(long bytes) {
    return bytes > limits.maxEventBytes();
  }

  private EventError tooLarge(int index, long bytes) {
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

  private static EventError unreadable(int index, String code, String reason) {
    return EventError.of(index, null, code, "", reason);
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
