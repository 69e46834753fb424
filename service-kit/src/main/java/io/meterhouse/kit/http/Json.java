package io.meterhouse.kit.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.meterhouse.kit.http.error.ErrorFamily;

/**
 * The mappers of the edge. Numbers are read as BigDecimal with every digit that came; instants are
 * written as ISO 8601 with {@code Z}, decimals without an exponent.
 */
public final class Json {

  /**
   * What a body may hold in structure; a few kilobytes, inflated, could otherwise fill the heap.
   */
  static final int MAX_VALUES = 50_000;

  /** Objects and arrays within each other. */
  static final int MAX_DEPTH = 32;

  /** Characters of the name of a field. */
  static final int MAX_NAME_CHARACTERS = 1_000;

  private static final ObjectMapper CAMEL_CASE = base().build();
  private static final ObjectMapper SNAKE_CASE =
      base().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Json() {}

  /** Writes record components and bean properties as they are named: camelCase. */
  public static ObjectMapper camelCase() {
    return CAMEL_CASE;
  }

  /** Writes record components and bean properties in snake_case; keys of maps stay. */
  public static ObjectMapper snakeCase() {
    return SNAKE_CASE;
  }

  /** The mapper of a family. */
  public static ObjectMapper of(ErrorFamily family) {
    return switch (family) {
      case OPERATIONS, OAUTH -> SNAKE_CASE;
      case PRICING, BILLING -> CAMEL_CASE;
    };
  }

  private static JsonMapper.Builder base() {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxTokenCount(MAX_VALUES)
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(MAX_NAME_CHARACTERS)
                        .build())
                .build())
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .disable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true)
        .disable(JsonWriteFeature.ESCAPE_NON_ASCII);
  }
}
