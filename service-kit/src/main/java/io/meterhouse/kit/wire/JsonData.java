package io.meterhouse.kit.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.meterhouse.metering.DataValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON to {@link DataValue} and back; every number keeps the digits that were written. */
public final class JsonData {

  private static final int MAX_POOLED_BUFFERS = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          // Names come from strangers: they must not grow the JVM's table of interned strings.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // One long number is an element's fault; the parser would give up the whole body, whose
          // own
          // limit bounds it. Names are remembered from body to body, so theirs stays.
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          // Each request has a thread of its own: buffers kept by thread would never be used again.
          .recyclerPool(JsonRecyclerPools.newBoundedPool(MAX_POOLED_BUFFERS))
          .build();

  private JsonData() {}

  /**
   * The data of a usage record; no bytes are an object without properties.
   *
   * @throws JsonDataException where the bytes are no JSON object, or one beyond the limits
   */
  public static DataValue.Obj parse(byte[] json) {
    return parse(json, JsonLimits.DEFAULT);
  }

  /** As {@link #parse(byte[])}, with limits of the caller's. */
  public static DataValue.Obj parse(byte[] json, JsonLimits limits) {
    if (json.length == 0) {
      return DataValue.Obj.empty();
    }
    if (parseValue(json, limits) instanceof DataValue.Obj object) {
      return object;
    }
    throw new JsonDataException(
        JsonDataException.INVALID_JSON, "not an object (expected: a JSON object)");
  }

  /** Any one JSON value, such as a filter's literal. */
  public static DataValue parseValue(String json) {
    return parseValue(json.getBytes(StandardCharsets.UTF_8), JsonLimits.DEFAULT);
  }

  /** Any one JSON value. */
  public static DataValue parseValue(byte[] json, JsonLimits limits) {
    try (JsonParser parser = parser(json, 0, json.length)) {
      if (parser.nextToken() == null) {
        throw new JsonDataException(
            JsonDataException.INVALID_JSON, "nothing (expected: a JSON value)");
      }
      JsonTreeReader reader = new JsonTreeReader(parser, limits);
      DataValue value = reader.read();
      if (parser.nextToken() != null) {
        throw new JsonDataException(
            JsonDataException.INVALID_JSON, "more than one value (expected: one)");
      }
      JsonDataException problem = reader.problem();
      if (problem != null) {
        throw problem;
      }
      return value;
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A parser over part of an array.
   *
   * @throws JsonDataException where that part is not UTF-8
   */
  public static JsonParser parser(byte[] json, int from, int length) throws IOException {
    if (!Utf8.isText(json, from, length)) {
      throw new JsonDataException(
          JsonDataException.INVALID_JSON, "bytes that are not text (expected: UTF-8)");
    }
    return FACTORY.createParser(json, from, length);
  }

  /** What the parser found, with its position. */
  public static JsonDataException malformed(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String position =
        at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new JsonDataException(
        JsonDataException.INVALID_JSON,
        "malformed JSON" + position + ": " + e.getOriginalMessage());
  }

  /** Compact JSON: keys in their order, numbers as they were written, no white space. */
  public static byte[] bytes(DataValue value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /** As {@link #bytes}. */
  public static String text(DataValue value) {
    StringBuilder json = new StringBuilder(128);
    JsonText.append(json, value);
    return json.toString();
  }
}
