package io.meterhouse.endtoend;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** HTTP as a customer speaks it: text in, status and JSON out. */
final class TestClient implements AutoCloseable {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final String baseUrl;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();

  private TestClient(String baseUrl, String token) {
    this.baseUrl = baseUrl;
    this.token = token;
  }

  /** With the token that the first start left in the data directory. */
  static TestClient of(String baseUrl, Path dataDirectory) throws IOException {
    JsonNode client = JSON.readTree(dataDirectory.resolve("local-client.json").toFile());
    return new TestClient(baseUrl, client.path("token").asText());
  }

  /** An answer; the body is an empty object where there was none. */
  record Answer(int status, JsonNode body) {}

  Answer get(String pathAndQuery) throws IOException, InterruptedException {
    return send(request(pathAndQuery).GET());
  }

  Answer post(String path, String body) throws IOException, InterruptedException {
    return post(path, "application/json", body);
  }

  Answer post(String path, String contentType, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(baseUrl + pathAndQuery))
        .header("Authorization", "Bearer " + token)
        .timeout(Duration.ofSeconds(30));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    String body = response.body();
    return new Answer(
        response.statusCode(), body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
