package io.meterhouse.ratingengine.postgres;

import org.jspecify.annotations.Nullable;
import java.util.Map;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** JSON columns, which hold what the API shows. */
final class StoredJson {

  private StoredJson() {}

  static String write(Object view) {
    try {
      return Json.camelCase().writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields of an object, numbers exact; none where there is no object. */
  static Map<String, Object> map(@Nullable String json) {
    if (json == null) {
      return Map.of();
    }
    try {
      return Json.camelCase().readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What {@code reader} makes of an object.
   *
   * @throws IllegalStateException where it does not read: it was checked when it was stored, so
   *     this is no fault of whoever asks now
   */
  static <T> T read(String json, Function<JsonBody, T> reader) {
    try {
      JsonBody body = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
      T read = reader.apply(body);
      body.checkSoFar();
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ApiException e) {
      throw new IllegalStateException("stored JSON: " + e.getMessage(), e);
    }
  }
}
