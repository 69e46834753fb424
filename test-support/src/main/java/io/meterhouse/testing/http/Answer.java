package io.meterhouse.testing.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.List;

/**
 * What a service answered. The readers of errors take either family's envelope.
 *
 * @param text the body, to the letter
 * @param body the same, read with every digit
 */
public record Answer(int status, HttpHeaders headers, String text, JsonNode body) {

  /** The field {@code id}. */
  public String id() {
    return body.path("id").asText();
  }

  /** The stable code of an error; empty where there is none. */
  public String code() {
    return envelope().path("code").asText();
  }

  /** The error in words. */
  public String message() {
    JsonNode error = body.path("error");
    return error.isTextual() ? error.asText() : error.path("message").asText();
  }

  /** What is wrong, as {@code field: reason}, in the order of the answer. */
  public List<String> reasons() {
    return envelope()
        .path("details")
        .valueStream()
        .map(detail -> detail.path("field").asText() + ": " + detail.path("reason").asText())
        .toList();
  }

  /** The fields of {@link #reasons()}. */
  public List<String> fieldsAtFault() {
    return envelope().path("details").findValuesAsText("field");
  }

  private JsonNode envelope() {
    JsonNode error = body.path("error");
    return error.isObject() ? error : body;
  }
}
