package io.meterhouse.ingest;

import com.fasterxml.jackson.core.JsonParser;
import io.meterhouse.kit.wire.JsonDataException;
import io.meterhouse.kit.wire.JsonLimits;
import io.meterhouse.kit.wire.JsonTreeReader;
import io.meterhouse.metering.DataValue;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one element off a parser that is at its first token, and leaves it at its last.
 *
 * @param <T> what it is read as
 */
@FunctionalInterface
interface ElementReader<T> {

  /** As a tree. */
  ElementReader<DataValue.Obj> TREE = ElementReader::tree;

  /**
   * The object.
   *
   * @throws Refusal where it is none, or beyond the limits
   */
  T read(JsonParser parser) throws IOException;

  private static DataValue.Obj tree(JsonParser parser) throws IOException {
    DataValue value = anyValue(parser);
    if (value instanceof DataValue.Obj object) {
      return object;
    }
    throw notAnObject(value);
  }

  /** Whatever the parser is at; refused where it is beyond the limits. */
  static DataValue anyValue(JsonParser parser) throws IOException {
    JsonTreeReader reader = new JsonTreeReader(parser, JsonLimits.DEFAULT);
    DataValue value = reader.read();
    refuse(reader.problem());
    return value;
  }

  /** Why a value that is no object is no element. */
  static Refusal notAnObject(DataValue value) {
    return new Refusal(Refusal.WRONG_TYPE, "", Attributes.kind(value) + " (expected: an object)");
  }

  /** Throws where there is a problem. */
  static void refuse(@Nullable JsonDataException problem) {
    if (problem != null) {
      throw new Refusal(problem.code(), "", problem.reason());
    }
  }
}
