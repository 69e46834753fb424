package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, clients and changes as their owner meets them, in all services at once, across a kill. */
class AccessIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String TENANTS = "/api/v1/tenants";
  private static final String KEYS = "/api/v1/access-keys";
  private static final String EVENTS = "/api/v1/events";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir private Path folder;

  @Test
  void shouldLetInWhoHasAKeyAndKeepItsWordAcrossAKill() throws Exception {
    HttpResponse<String> created;
    try (MeterhouseProcess first = up()) {
      String address = first.awaitReady();
      Path file = folder.resolve("data/local-client.json");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      JsonNode local = JSON.readTree(file.toFile());
      String platform = "Bearer " + local.path("token").asText();
      assertThat(first.output()).doesNotContain(local.path("token").asText());

      refusesStrangers(address);
      created = createTenant(address, platform);
      assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
      servesAnAccessKeyUntilItIsRevoked(address, platform);
      servesAnAccessToken(address, local);
      tellsItsMetrics(address);
      first.killEverything();
    }

    try (MeterhouseProcess second = up()) {
      String address = second.awaitReady();
      JsonNode local = JSON.readTree(folder.resolve("data/local-client.json").toFile());
      HttpResponse<String> again = createTenant(address, "Bearer " + local.path("token").asText());

      assertThat(again.statusCode()).isEqualTo(201);
      assertThat(again.body()).isEqualTo(created.body());
      assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
      refusesStrangers(address);
    }
  }

  private void refusesStrangers(String address) throws Exception {
    String[] forged = {
      "Bearer mh_AAAAAAAAAAAA_" + "A".repeat(43),
      forged("{\"alg\":\"none\"}"),
      forged("{\"alg\":\"none\",\"kid\":\"a\"}"),
      forged("{\"alg\":\"HS256\"}"),
      forged("{\"alg\":\"HS256\",\"kid\":7}"),
      forged("{\"alg\":\"EdDSA\",\"kid\":\"unknown\"}"),
    };
    for (String path : new String[] {TENANTS, "/api/v1/pricing/models?tenantId=TEN-key"}) {
      assertThat(get(address + path, "").statusCode()).as(path).isEqualTo(401);
      for (String token : forged) {
        assertThat(get(address + path, token).statusCode()).as(path + token).isEqualTo(401);
      }
    }
    assertThat(post(address + EVENTS, Map.of(), event("stranger")).statusCode()).isEqualTo(401);
  }

  private static String forged(String header) {
    String claims = "{\"iss\":\"http://127.0.0.1\",\"platform\":true,\"exp\":99999999999}";
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return "Bearer %s.%s.AA"
        .formatted(
            base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)),
            base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)));
  }

  private HttpResponse<String> createTenant(String address, String authorization) throws Exception {
    return post(
        address + TENANTS,
        Map.of("Authorization", authorization, "Idempotency-Key", "tenant-key-once"),
        "{\"tenant_id\":\"TEN-key\",\"tenant_name\":\"Key\"}");
  }

  private void servesAnAccessKeyUntilItIsRevoked(String address, String platform) throws Exception {
    JsonNode key =
        JSON.readTree(
            post(
                    address + KEYS,
                    Map.of("Authorization", platform),
                    "{\"name\":\"sdk\",\"tenant_id\":\"TEN-key\",\"scopes\":[\"usage:write\"]}")
                .body());
    String sdk = "Bearer " + key.path("token").asText();

    // At once, in a service that is not the one that made it.
    assertThat(post(address + EVENTS, Map.of("Authorization", sdk), event("own")).statusCode())
        .isEqualTo(202);
    assertThat(
            post(
                    address + EVENTS,
                    Map.of("Authorization", sdk),
                    event("foreign").replace("TEN-key", "TEN-other"))
                .body())
        .contains("TENANT_FORBIDDEN");
    assertThat(get(address + "/api/v1/meters", sdk).statusCode()).isEqualTo(403);

    String revoke = address + KEYS + "/" + key.at("/access_key/key_id").asText();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(revoke))
            .header("Authorization", platform)
            .DELETE()
            .build();
    assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        post(address + EVENTS, Map.of("Authorization", sdk), event("late"))
                            .statusCode())
                    .isEqualTo(401));
  }

  private void servesAnAccessToken(String address, JsonNode local) throws Exception {
    String basic =
        Base64.getEncoder()
            .encodeToString(
                (local.path("client_id").asText() + ":" + local.path("client_secret").asText())
                    .getBytes(StandardCharsets.UTF_8));
    HttpResponse<String> issued =
        http.send(
            HttpRequest.newBuilder(URI.create(address + "/oauth/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(issued.statusCode()).as(issued.body()).isEqualTo(200);
    String token = "Bearer " + JSON.readTree(issued.body()).path("access_token").asText();

    assertThat(get(address + TENANTS + "/TEN-key", token).statusCode()).isEqualTo(200);
    assertThat(post(address + EVENTS, Map.of("Authorization", token), event("jwt")).statusCode())
        .isEqualTo(202);
    int last = token.lastIndexOf('.') + 10;
    char other = token.charAt(last) == 'A' ? 'B' : 'A';
    String forged = token.substring(0, last) + other + token.substring(last + 1);
    assertThat(get(address + TENANTS, forged).statusCode()).isEqualTo(401);
  }

  private void tellsItsMetrics(String address) throws Exception {
    assertThat(get(address + "/metrics", "").body())
        .contains("meterhouse_")
        .contains("route=\"/api/v1/events\"")
        .doesNotContain("TEN-other");
  }

  private MeterhouseProcess up() {
    return MeterhouseProcess.start(Map.of(), "up", "--port", "0", "--data-dir", folder + "/data");
  }

  private static String event(String id) {
    return "{\"id\":\"%s\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-key\"}".formatted(id);
  }

  private HttpResponse<String> get(String url, String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String url, Map<String, String> headers, String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
