package io.meterhouse.kit.lifecycle;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Asks one URL and ends with 0 for a 200, else 1: the health check of the Docker image, which has
 * no curl.
 */
public final class HealthProbe {

  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private HealthProbe() {}

  public static void main(String[] args) {
    if (args.length != 1) {
      System.err.println("usage: HealthProbe URL");
      System.exit(2);
    }
    System.exit(isHealthy(URI.create(args[0])) ? 0 : 1);
  }

  /** Says on standard error why not. */
  static boolean isHealthy(URI url) {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(url).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        System.err.println(response.statusCode() + " " + response.body());
      }
      return response.statusCode() == 200;
    } catch (IOException e) {
      System.err.println(url + ": " + e);
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
