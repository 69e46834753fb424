package io.meterhouse.local.clickhouse;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Asks a ClickHouse at an address whether it answers queries. */
final class ClickHouseProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private ClickHouseProbe() {}

  /** Nothing when it does, else why not. */
  static Optional<String> problem(String url, String user, String password) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    try (client) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  new URI(url + (url.endsWith("/") ? "" : "/") + "?query=SELECT%201"))
              .timeout(TIMEOUT);
      if (!user.isEmpty()) {
        String pair =
            Base64.getEncoder()
                .encodeToString(
                    (user + ":" + password).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        request.header("Authorization", "Basic " + pair);
      }
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 && response.body().strip().equals("1")
          ? Optional.empty()
          : Optional.of(
              "it answered %d: %s".formatted(response.statusCode(), response.body().strip()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.of("this is not a URL: " + e.getMessage());
    } catch (IOException e) {
      return Optional.of("nothing answers there (" + e + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }
}
