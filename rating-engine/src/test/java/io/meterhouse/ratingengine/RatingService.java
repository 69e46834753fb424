package io.meterhouse.ratingengine;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.PostgresConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.local.EngineAddresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Rating engines on the shared engines, with a schema, topics and a database of their own. Every
 * exchange is held against the OpenAPI file.
 */
final class RatingService implements AutoCloseable {

  private static final OpenApiContract CONTRACT = new OpenApiContract();
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final RatingConfig config;
  private final HttpClient http = HttpClient.newHttpClient();
  private RunningService service;

  private RatingService(RatingConfig config) {
    this.config = config;
    this.service = run(config);
  }

  static RatingService start(EngineAddresses engines) {
    return new RatingService(
        new RatingConfig(
            new KafkaConfig(
                engines.kafkaBootstrapServers(), engines.freshName("rating") + ".", 2, 1),
            new PostgresConfig(
                engines.postgresUrl(),
                engines.postgresUser(),
                engines.postgresPassword(),
                engines.freshName("rating"),
                6),
            new ClickHouseConfig(
                engines.clickHouseUrl(), engines.freshName("rating"), "default", ""),
            new StartupConfig(Duration.ofSeconds(60)),
            RatingLimits.DEFAULT,
            Duration.ofSeconds(6)));
  }

  private static RunningService run(RatingConfig config) {
    InstantSource clock = InstantSource.system();
    return ServiceRunner.start(
        HttpConfig.onFreePort(), List.of(RatingModule.create(config, clock)), clock);
  }

  /** Another instance of the same installation. */
  RunningService startAnother() {
    return run(config);
  }

  void stop() {
    service.close();
  }

  void startAgain() {
    service = run(config);
  }

  RatingConfig config() {
    return config;
  }

  /** Connections of the test's own, in the schema of the service. */
  Jdbi database() {
    PostgresConfig postgres = config.postgres();
    String separator = postgres.url().contains("?") ? "&" : "?";
    return Jdbi.create(
        postgres.url() + separator + "currentSchema=" + postgres.schema(),
        postgres.user(),
        postgres.password());
  }

  /** Status and body of an answer. */
  record Answer(int status, JsonNode body) {

    String id() {
      return body.path("id").asText();
    }

    String error() {
      return body.path("error").asText();
    }

    List<String> reasons() {
      return body.path("details")
          .valueStream()
          .map(detail -> detail.path("field").asText() + ": " + detail.path("reason").asText())
          .toList();
    }
  }

  Answer get(String path) {
    return send("GET", path, null, Map.of());
  }

  /** Sends JSON that is written with single quotes. */
  Answer post(String path, String singleQuoted) {
    return send("POST", path, singleQuoted, Map.of());
  }

  Answer put(String path, String singleQuoted) {
    return send("PUT", path, singleQuoted, Map.of());
  }

  Answer delete(String path) {
    return send("DELETE", path, null, Map.of());
  }

  Answer send(
      String method, String pathAndQuery, @Nullable String body, Map<String, String> headers) {
    String json = body == null ? null : body.replace('\'', '"');
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(service.address() + pathAndQuery))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    headers.forEach(request::header);
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      JsonNode answered = JSON.readTree(response.body());
      String path = URI.create(pathAndQuery).getPath();
      CONTRACT.check(method, path, response.statusCode(), answered);
      if (json != null && response.statusCode() < 300) {
        CONTRACT.checkRequest(method, path, JSON.readTree(json));
      }
      return new Answer(response.statusCode(), answered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.close();
    service.close();
  }
}
