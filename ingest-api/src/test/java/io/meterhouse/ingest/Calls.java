package io.meterhouse.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** HTTP as a client does it. */
final class Calls {

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  Calls(String address) {
    this.address = address;
  }

  record Answer(int status, HttpHeaders headers, String body) {

    JsonNode json() throws IOException {
      return new ObjectMapper().readTree(body);
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(address + path)));
  }

  Answer post(String path, String contentType, String body)
      throws IOException, InterruptedException {
    return post(path, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  Answer post(String path, Map<String, String> headers, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return send(request);
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response.headers(), response.body());
  }
}
