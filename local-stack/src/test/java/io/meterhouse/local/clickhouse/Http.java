package io.meterhouse.local.clickhouse;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Plain HTTP, to see exactly what the endpoint answers. */
final class Http {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String url;
  private final Map<String, String> parameters = new TreeMap<>();
  private final Map<String, String> headers = new TreeMap<>();

  private Http(String url) {
    this.url = url;
  }

  static final class Reply {
    private final int status;
    private final byte[] body;
    private final Map<String, String> headers;

    private Reply(int status, byte[] body, Map<String, String> headers) {
      this.status = status;
      this.body = body;
      this.headers = headers;
    }

    int status() {
      return status;
    }

    byte[] body() {
      return body;
    }

    Map<String, String> headers() {
      return headers;
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  static Http to(String url) {
    return new Http(url);
  }

  Http with(String parameter, String value) {
    parameters.put(parameter, value);
    return this;
  }

  Http header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Reply get(String query) throws IOException, InterruptedException {
    return with("query", query).send("GET", new byte[0]);
  }

  Reply post(String body) throws IOException, InterruptedException {
    return post(body.getBytes(StandardCharsets.UTF_8));
  }

  Reply post(byte[] body) throws IOException, InterruptedException {
    return send("POST", body);
  }

  private Reply send(String method, byte[] body) throws IOException, InterruptedException {
    StringBuilder target = new StringBuilder(url).append("/?");
    parameters.forEach(
        (name, value) ->
            target
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                .append('&'));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target.toString()))
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    HttpResponse<byte[]> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    Map<String, String> answered = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    response.headers().map().forEach((name, values) -> answered.put(name, values.getFirst()));
    return new Reply(response.statusCode(), response.body(), answered);
  }
}
