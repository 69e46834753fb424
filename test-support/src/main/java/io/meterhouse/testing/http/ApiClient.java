package io.meterhouse.testing.http;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.testing.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** A client that holds every exchange against the OpenAPI file. Thread-safe. */
public final class ApiClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final OpenApiContract CONTRACT = new OpenApiContract();

  /** Reads every digit, and no key twice. */
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Supplier<String> address;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Of the service at {@code http://host:port}, which is asked for anew for each request. */
  public ApiClient(Supplier<String> address) {
    this.address = address;
  }

  public Answer get(String pathAndQuery) {
    return send("GET", pathAndQuery, Map.of(), new byte[0]);
  }

  public Answer delete(String pathAndQuery) {
    return send("DELETE", pathAndQuery, Map.of(), new byte[0]);
  }

  /** Posts JSON that is written with single quotes. */
  public Answer post(String path, String singleQuoted) {
    return post(path, singleQuoted, Map.of());
  }

  /** As {@link #post(String, String)}, with more headers. */
  public Answer post(String path, String singleQuoted, Map<String, String> headers) {
    return sendJson("POST", path, singleQuoted, headers);
  }

  /** Puts JSON that is written with single quotes. */
  public Answer put(String path, String singleQuoted) {
    return sendJson("PUT", path, singleQuoted, Map.of());
  }

  /** Sends just that; a header that is empty is left out, {@code Authorization} too. */
  public Answer send(String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
    HttpRequest sent = request(method, pathAndQuery, headers, body);
    Answer answer = answer(sent);
    CONTRACT.check(sent, body, answer);
    return answer;
  }

  /** Sends what no contract foresees. */
  Answer sendUnchecked(
      String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
    HttpRequest request = request(method, pathAndQuery, headers, body);
    try {
      return answer(request);
    } catch (UncheckedIOException e) {
      // After some refusals the server ends the connection, which the client may be using already.
      return answer(request);
    }
  }

  private HttpRequest request(
      String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address.get() + pathAndQuery))
            .timeout(PATIENCE)
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            request.header(name, value);
          }
        });
    if (!headers.containsKey("Authorization")) {
      request.header("Authorization", "Bearer " + TestTokens.PLATFORM);
    }
    return request.build();
  }

  @Override
  public void close() {
    http.close();
  }

  private Answer sendJson(
      String method, String path, String singleQuoted, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("Content-Type", "application/json");
    return send(
        method, path, headers, singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(),
          response.headers(),
          response.body(),
          JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
