package io.meterhouse.kit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.javalin.json.JsonMapper;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;

/** What {@code ctx.json} writes with; {@link Answers#json} knows the family's casing as well. */
final class JavalinJson implements JsonMapper {

  @Override
  public String toJsonString(Object value, Type type) {
    try {
      return Json.camelCase().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
