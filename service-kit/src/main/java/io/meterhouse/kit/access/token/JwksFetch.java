package io.meterhouse.kit.access.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches an issuer's keys over HTTP, by its metadata (OpenID Connect Discovery) where no address
 * was configured. Redirects are not followed.
 */
record JwksFetch(HttpClient http, IssuerConfig issuer, Duration timeout) {

  private static final long MAX_BYTES = 256L * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Map<String, VerificationKey> fetch() throws IOException, InterruptedException {
    URI configured = issuer.jwks();
    return KeySet.parse(get(configured == null ? discover() : configured));
  }

  private URI discover() throws IOException, InterruptedException {
    JsonNode metadata;
    try {
      metadata = JSON.readTree(get(issuer.metadata()));
    } catch (JsonProcessingException e) {
      throw new IOException(issuer.metadata() + " is not JSON", e);
    }
    String name = metadata.path("issuer").asText();
    if (!name.equals(issuer.url())) {
      throw new IOException("the metadata names another issuer (expected: " + issuer.url() + ")");
    }
    try {
      URI jwks = URI.create(metadata.path("jwks_uri").asText());
      if (issuer.mayHaveKeysAt(jwks)) {
        return jwks;
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the metadata's jwks_uri is no URI", e);
    }
    throw new IOException("the metadata's jwks_uri is not https");
  }

  private String get(URI place) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(place).timeout(timeout).header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_BYTES));
    try {
      // The request's own timeout ends with the headers; a body that trickles would hold us.
      HttpResponse<String> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != 200) {
        throw new IOException(place + " answers " + response.statusCode() + " (expected: 200)");
      }
      return response.body();
    } catch (ExecutionException e) {
      throw new IOException(place + ": " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException(place + " did not answer within " + timeout, e);
    } finally {
      answer.cancel(true);
    }
  }
}
