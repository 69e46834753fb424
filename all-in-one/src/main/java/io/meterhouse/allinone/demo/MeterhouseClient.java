package io.meterhouse.allinone.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A client of the HTTP interface, as a customer would write one. Thread-safe. */
final class MeterhouseClient implements AutoCloseable {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final int MAX_TRIES = 30;
  private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(1);

  private final String baseUrl;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  MeterhouseClient(String baseUrl, String token) {
    this.baseUrl = baseUrl;
    this.token = token;
  }

  /**
   * An answer with its status; the body is an empty object where there was none.
   *
   * @param tries how often it was asked for, once or more
   */
  record Answer(int status, JsonNode body, int tries) {}

  ObjectMapper json() {
    return json;
  }

  /**
   * @throws DemoException if the answer is not 200
   */
  JsonNode get(String pathAndQuery) {
    Answer answer = send("GET", pathAndQuery, null);
    if (answer.status() != 200) {
      throw new DemoException(
          "GET %s answered %d: %s".formatted(pathAndQuery, answer.status(), answer.body()));
    }
    return answer.body();
  }

  /** Posts, and posts again with the same body for as long as the answer is 503. */
  Answer post(String path, JsonNode body) {
    return send("POST", path, body.toString());
  }

  private Answer send(String method, String pathAndQuery, @Nullable String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(baseUrl + pathAndQuery))
            .timeout(REQUEST_TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    for (int attempt = 1; ; attempt++) {
      HttpResponse<String> response = exchange(request);
      if (response.statusCode() != 503 || attempt == MAX_TRIES) {
        return new Answer(response.statusCode(), parsed(response.body()), attempt);
      }
      LockSupport.parkNanos(retryAfter(response).toNanos());
    }
  }

  private HttpResponse<String> exchange(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new DemoException(request.method() + " " + request.uri() + " failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted", e);
    }
  }

  private JsonNode parsed(String body) {
    try {
      return body.isBlank() ? json.createObjectNode() : json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new DemoException("an answer that is not JSON: " + body, e);
    }
  }

  private static Duration retryAfter(HttpResponse<String> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .orElse(DEFAULT_RETRY_AFTER);
  }

  @Override
  public void close() {
    http.close();
  }
}
