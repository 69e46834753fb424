package io.meterhouse.query.http;

import io.meterhouse.kit.http.ApiException;
import java.util.function.Function;

/** Reads what stands in a path. */
final class PathValues {

  private PathValues() {}

  static <T> T read(String name, String text, Function<String, T> reader) {
    try {
      return reader.apply(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalidField(name, String.valueOf(e.getMessage()));
    }
  }
}
