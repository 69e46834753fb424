package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.config.CorsConfig;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpConfig;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What browsers are told: with every answer, and to pages of other origins. */
class BrowserRulesIT {

  private static final String ORIGIN = "https://console.acme.example";

  private final HttpServer server =
      HttpServer.start(
          HttpConfig.onFreePort()
              .withEdge(EdgeConfig.DEFAULT.withCors(new CorsConfig(List.of(ORIGIN)))),
          _ -> Optional.empty(),
          List.of(new Pages()),
          InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z")));

  private static final class Pages implements RouteGroup.Operations {
    @Override
    public void register(Routes routes) {
      routes.get("/named", Access.OPEN, ctx -> Answers.json(ctx, 200, Map.of()));
      routes.get("/closed", Access.requires(Scope.USAGE_READ), ctx -> Answers.noContent(ctx));
      routes.get(
          "/fail",
          Access.OPEN,
          ctx -> {
            throw new IllegalStateException("on purpose");
          });
      routes.get(
          "/page",
          Access.OPEN,
          ctx -> {
            ctx.header("Content-Security-Policy", "default-src 'self'");
            ctx.header("Cache-Control", "max-age=60");
            Answers.json(ctx, 200, Map.of());
          });
    }
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /named HTTP/1.1",
        "GET /closed HTTP/1.1",
        "GET /fail HTTP/1.1",
        "GET /nowhere HTTP/1.1",
        "DELETE /named HTTP/1.1",
        "OPTIONS /named HTTP/1.1",
        "TRACE /named HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET /a%2Fb HTTP/1.1",
        "PUT /a%2Fb HTTP/1.1",
        "GET /named HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked",
        "GET /named HTTP/1.1\r\nExpect: the-unexpected",
        "NONSENSE",
      })
  void shouldTellBrowsersTheRulesWithEveryAnswer(String request) throws IOException {
    String head = head(request);
    for (String expected :
        List.of(
            "X-Content-Type-Options: nosniff",
            "Cache-Control: no-store",
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy: no-referrer")) {
      assertThat(head.lines().filter(expected::equals)).as(head).hasSize(1);
    }
    assertThat(head)
        .doesNotContainIgnoringCase(
            "\nServer:", "jetty", "javalin", "X-Powered-By", "Strict-Transport-Security");
  }

  @Test
  void shouldLetAHandlerSetRulesOfItsOwn() throws IOException {
    assertThat(head("GET /page HTTP/1.1").lines())
        .contains("Content-Security-Policy: default-src 'self'", "Cache-Control: max-age=60")
        .doesNotContain("Cache-Control: no-store")
        .filteredOn(line -> line.startsWith("Content-Security-Policy"))
        .hasSize(1);
  }

  @Test
  void shouldAnswerThePreflightOfAnOriginThatIsNamed() throws IOException {
    String head = head(preflight(ORIGIN));
    assertThat(head).startsWith("HTTP/1.1 200");
    assertThat(value(head, "Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    assertThat(value(head, "Access-Control-Allow-Methods").split(","))
        .containsExactlyInAnyOrder("GET", "POST", "PUT", "PATCH", "DELETE");
    assertThat(value(head, "Access-Control-Allow-Headers").split(","))
        .contains("Authorization", "Content-Type", "Idempotency-Key", "X-Request-Id");
    assertThat(value(head, "Vary")).isEqualTo("Origin");
    assertThat(head).doesNotContain("Access-Control-Allow-Credentials");
  }

  @Test
  void shouldShowLimitsAndTraceIdToPagesOfAnOriginThatIsNamed() throws IOException {
    String head = head("GET /named HTTP/1.1\r\nOrigin: " + ORIGIN);
    assertThat(value(head, "Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
    assertThat(value(head, "Access-Control-Expose-Headers").split(","))
        .contains("RateLimit-Limit", "RateLimit-Remaining", "Retry-After", "X-Request-Id");
    assertThat(head("GET /closed HTTP/1.1\r\nOrigin: " + ORIGIN))
        .startsWith("HTTP/1.1 401")
        .contains("Access-Control-Allow-Origin: " + ORIGIN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "*",
        "https://console.acme.example.evil",
        "https://evil.example",
        "http://console.acme.example",
        "https://console.acme.example:444",
        "https://consoleXacme.example",
      })
  void shouldTellPagesOfOtherOriginsNothing(String origin) throws IOException {
    for (String request : List.of(preflight(origin), "GET /named HTTP/1.1\r\nOrigin: " + origin)) {
      assertThat(head(request))
          .doesNotContain("Access-Control-Allow", "Access-Control-Expose")
          .contains("Vary: Origin");
    }
  }

  private static String preflight(String origin) {
    return "OPTIONS /named HTTP/1.1\r\nOrigin: "
        + origin
        + "\r\nAccess-Control-Request-Method: POST"
        + "\r\nAccess-Control-Request-Headers: authorization,idempotency-key";
  }

  private String head(String request) throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(request + "\r\nHost: x\r\n\r\n");
      return client.read().split("\r\n\r\n", 2)[0];
    }
  }

  private static String value(String head, String name) {
    return head.lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .findFirst()
        .orElse("none");
  }
}
