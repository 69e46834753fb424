package io.meterhouse.query;

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
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * A query service on the shared engines, with a schema, topics and a database of its own. Every
 * exchange is held against the OpenAPI file.
 */
final class QueryService implements AutoCloseable {

  /** What the service's clock says. */
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");

  private static final OpenApiContract CONTRACT = new OpenApiContract();
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final QueryConfig config;
  private final RunningService service;
  private final UsageStore store;
  private final HttpClient http = HttpClient.newHttpClient();

  private QueryService(QueryConfig config) {
    this.config = config;
    InstantSource clock = InstantSource.fixed(NOW);
    this.service =
        ServiceRunner.start(
            HttpConfig.onFreePort(), List.of(QueryModule.create(config, clock)), clock);
    ClickHouseConfig clickHouse = config.clickHouse();
    this.store =
        UsageStore.open(
            new ClickHouseStoreConfig(
                clickHouse.url(), clickHouse.database(), clickHouse.user(), clickHouse.password()));
  }

  static QueryService start(EngineAddresses engines) {
    return new QueryService(
        new QueryConfig(
            new PostgresConfig(
                engines.postgresUrl(),
                engines.postgresUser(),
                engines.postgresPassword(),
                engines.freshName("query"),
                4),
            new KafkaConfig(
                engines.kafkaBootstrapServers(), engines.freshName("query") + ".", 1, 1),
            new ClickHouseConfig(
                engines.clickHouseUrl(), engines.freshName("query"), "default", ""),
            new StartupConfig(Duration.ofSeconds(60)),
            QueryLimits.defaults()));
  }

  /** Status and body of an answer. */
  record Answer(int status, JsonNode body) {

    String code() {
      return body.path("error").path("code").asText();
    }

    List<String> fieldsAtFault() {
      return body.path("error").path("details").findValuesAsText("field");
    }
  }

  QueryConfig config() {
    return config;
  }

  UsageStore store() {
    return store;
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

  Answer get(String pathAndQuery) {
    return send("GET", pathAndQuery, null);
  }

  /** Posts JSON that is written with single quotes. */
  Answer post(String path, String singleQuoted) {
    return send("POST", path, singleQuoted.replace('\'', '"'));
  }

  private Answer send(String method, String pathAndQuery, @Nullable String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.address() + pathAndQuery))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      JsonNode answered = JSON.readTree(response.body());
      String path = URI.create(pathAndQuery).getPath();
      CONTRACT.check(method, path, response.statusCode(), answered);
      if (body != null && response.statusCode() < 300) {
        CONTRACT.checkRequest(method, path, JSON.readTree(body));
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
    store.close();
    service.close();
  }
}
