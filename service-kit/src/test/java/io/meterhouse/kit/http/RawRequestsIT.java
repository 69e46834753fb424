package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.HttpLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no well-behaved client sends, byte by byte over a socket. */
class RawRequestsIT {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));

  private static final Duration SHORT = Duration.ofMillis(400);

  private final CountDownLatch slowBegan = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private @Nullable HttpServer server;

  private void start(HttpLimits limits) {
    RouteGroup.Operations routes =
        taken -> {
          taken.get(
              "/things/{name}",
              Access.OPEN,
              ctx -> Answers.json(ctx, 200, Map.of("name", ctx.pathParam("name"))));
          taken.ask(
              "/things",
              Access.requires(Scope.TENANT_WRITE),
              ctx -> Answers.json(ctx, 200, Map.of("length", Bodies.read(ctx).length)));
          taken.get(
              "/slow",
              Access.OPEN,
              ctx -> {
                slowBegan.countDown();
                slowMayEnd.await();
                Answers.json(ctx, 200, Map.of());
              });
          taken.get("/health/live", Access.OPEN, ctx -> Answers.json(ctx, 200, Map.of()));
        };
    server =
        HttpServer.start(
            HttpConfig.onFreePort().withEdge(EdgeConfig.DEFAULT.withLimits(limits)),
            _ -> Optional.of(new Caller("key-1", null, EnumSet.allOf(Scope.class))),
            List.of(routes),
            CLOCK);
  }

  @AfterEach
  void stop() {
    slowMayEnd.countDown();
    Optional.ofNullable(server).orElseThrow().close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Two lengths, or a length beside chunks: two readers would cut the stream in two ways.
        "POST /things HTTP/1.1|Host: x|Content-Length: 3|Transfer-Encoding: chunked||0||",
        "POST /things HTTP/1.1|Host: x|Transfer-Encoding: chunked|Content-Length: 3||0||",
        "POST /things HTTP/1.1|Host: x|Content-Length: 3|Content-Length: 4||abcd",
        "POST /things HTTP/1.1|Host: x|Content-Length: 3|Content-Length: 3||abc",
        "POST /things HTTP/1.1|Host: x|Content-Length: 3, 3||abc",
        "POST /things HTTP/1.1|Host: x|Content-Length: +3||abc",
        "POST /things HTTP/1.1|Host: x|Content-Length: -3||abc",
        "POST /things HTTP/1.1|Host: x|Content-Length: 0x3||abc",
        "POST /things HTTP/1.1|Host: x|Transfer-Encoding: chunked, identity||0||",
        "POST /things HTTP/1.1|Host: x|Transfer-Encoding: xchunked||0||",
        "POST /things HTTP/1.1|Host: x|Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||",
        "POST /things HTTP/1.1|Host: x|Transfer-Encoding : chunked||0||",
        // Who is asked, and by whom.
        "GET /things/a HTTP/1.1||",
        "GET /things/a HTTP/1.1|Host: x|Host: y||",
        "GET /things/a HTTP/1.1|Host: x|Host: x||",
        "GET /things/a HTTP/1.1|Host: x y||",
        "POST /things HTTP/1.1|Host: x|Authorization: Bearer a|Authorization: Bearer b||",
        "POST /things HTTP/1.1|Host: x|X-Tenant-Id: TEN-1|X-Tenant-Id: TEN-2||",
        "GET /things/a HTTP/1.1|Host: x|Origin: https://a.example https://b.example||",
        "GET http://other/things/a HTTP/1.1|Host: x||",
        // Lines.
        "GET /things/a HTTP/1.1|Host: x|X-Folded: a| b||",
        "GET /things/a HTTP/1.1|Host: x|No-Colon||",
        "GET /things/a HTTP/1.1|Host: x|X Space: a||",
        "GET /things/a HTTP/1.1|Host: x|X-Nul: a\0b||",
        "GET /things/a HTTP/1.1|Host: x|X-Return: a\rb||",
        "GET /things/a HTTP/1.1\nHost: x\n\n",
        "get /things/a HTTP/1.1|Host: x||",
        "GET /things/a HTTP/0.9|Host: x||",
        "GET /things/a|Host: x||",
        // Paths.
        "GET /things/a%00b HTTP/1.1|Host: x||",
        "GET /things/a%2Fb HTTP/1.1|Host: x||",
        "GET /things/a%2fb HTTP/1.1|Host: x||",
        "GET /things/a%5Cb HTTP/1.1|Host: x||",
        "GET /things/a\\b HTTP/1.1|Host: x||",
        "GET /things/../things/a HTTP/1.1|Host: x||",
        "GET /things/%2e%2e/things/a HTTP/1.1|Host: x||",
        "GET /things/..;/things/a HTTP/1.1|Host: x||",
        "GET /../../etc/passwd HTTP/1.1|Host: x||",
        "GET /things//a HTTP/1.1|Host: x||",
        "GET /things/a%zz HTTP/1.1|Host: x||",
        "GET /things/%ff HTTP/1.1|Host: x||",
        "GET /things/a%0d%0aX-Injected:1 HTTP/1.1|Host: x||",
      })
  void shouldRefuseWhatCanBeReadInTwoWays(String request) throws IOException {
    start(HttpLimits.DEFAULT);
    String sent = lines(request);
    if (!sent.contains("Authorization") && sent.startsWith("POST")) {
      sent = sent.replaceFirst("Host: x", "Host: x\r\nAuthorization: Bearer a");
    }
    try (RawClient client = new RawClient(port())) {
      client.send(sent);
      String answer = client.read();
      assertThat(answer)
          .matches(text -> text.matches("(?s)HTTP/1.1 (400|404|405|501|505) .*"), "is refused")
          .doesNotContainIgnoringCase("jetty", "<html", "\r\nx-injected", "exception", "root:");
    }
  }

  @Test
  void shouldTakeWhatIsUsual() throws IOException {
    start(HttpLimits.DEFAULT);
    try (RawClient client = new RawClient(port())) {
      client.send("GET /things/a%20b:c HTTP/1.1\r\nHost: x\r\nX-Any: \t a \r\n\r\n");
      assertThat(client.read()).startsWith("HTTP/1.1 200").endsWith("{\"name\":\"a b:c\"}");
      client.send(
          lines(
              "POST /things HTTP/1.1|Host: x|Authorization: Bearer a|Transfer-Encoding: chunked"
                  + "||3|abc|0||"));
      assertThat(client.read()).startsWith("HTTP/1.1 200").endsWith("{\"length\":3}");
    }
  }

  @Test
  void shouldPutNothingOfARequestIntoAHeaderThatCouldEndIt() throws IOException {
    start(HttpLimits.DEFAULT);
    try (RawClient client = new RawClient(port())) {
      client.send("GET /things/a HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\u00e9b\r\n\r\n");
      assertThat(client.read()).contains("X-Request-Id: req-").doesNotContain("a\u00e9b");
    }
  }

  @Test
  void shouldBoundHeadUriAndHeaders() throws IOException {
    start(new HttpLimits(2_048, 256, 10, SHORT, SHORT, SHORT, 100, 100));
    assertThat(answerTo("GET /things/" + "a".repeat(300) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414")
        .contains("\"URI_TOO_LONG\"");
    assertThat(answerTo("GET /things/" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414");
    assertThat(
            answerTo("GET /things/a HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(3_000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431")
        .contains("\"HEADERS_TOO_LARGE\"");
    assertThat(answerTo("GET /things/a HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(10) + "\r\n"))
        .startsWith("HTTP/1.1 431");
    assertThat(answerTo("GET /things/a HTTP/1.1\r\nHost: x\r\n" + "X: a\r\n".repeat(9) + "\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void shouldCutOffWhoSendsTheHeadDropByDrop() throws Exception {
    start(deadlines(Duration.ofSeconds(30), SHORT, Duration.ofSeconds(30)));
    dripUntilCut("GET /things/a HTTP/1.1\r\nHost: x\r\nX-Long: ");
  }

  @Test
  void shouldCutOffWhoSendsALaterHeadDropByDrop() throws Exception {
    start(deadlines(Duration.ofSeconds(30), SHORT, Duration.ofSeconds(30)));
    try (RawClient client = new RawClient(port())) {
      client.send("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.read()).startsWith("HTTP/1.1 200");
      drip(client, "GET /things/a HTTP/1.1\r\nX-Long: ");
    }
  }

  @Test
  void shouldCutOffWhoSendsTheBodyDropByDrop() throws Exception {
    start(deadlines(Duration.ofSeconds(30), Duration.ofSeconds(30), SHORT));
    dripUntilCut(
        lines("POST /things HTTP/1.1|Host: x|Authorization: Bearer a|Content-Length: 100000||"));
  }

  @Test
  void shouldNotCutOffAHandlerThatTakesItsTime() throws Exception {
    start(deadlines(Duration.ofSeconds(30), SHORT, SHORT));
    try (RawClient client = new RawClient(port())) {
      client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
      slowBegan.await();
      Thread.ofVirtual()
          .start(
              () -> {
                // Another connection lives and dies by the same deadlines meanwhile.
                try (RawClient idle = new RawClient(port())) {
                  idle.readAll();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                } finally {
                  slowMayEnd.countDown();
                }
              });
      assertThat(client.read()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void shouldCloseAnIdleConnection() throws Exception {
    start(deadlines(SHORT, Duration.ofSeconds(30), Duration.ofSeconds(30)));
    try (RawClient client = new RawClient(port())) {
      client.send("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.read()).startsWith("HTTP/1.1 200");
      assertThat(client.readAll()).isEmpty();
    }
  }

  @Test
  void shouldRefuseMoreRequestsAtOnceThanToldButStayAlive() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    start(new HttpLimits(8_192, 4_096, 100, minute, minute, minute, 100, 1));
    try (RawClient first = new RawClient(port());
        RawClient second = new RawClient(port());
        RawClient health = new RawClient(port())) {
      first.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
      slowBegan.await();
      second.send("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(second.read())
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After: 5", "\"UNAVAILABLE\"");
      health.send("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(health.read()).startsWith("HTTP/1.1 200");
      slowMayEnd.countDown();
      assertThat(first.read()).startsWith("HTTP/1.1 200");
    }
    assertThat(answerTo("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void shouldTakeNoMoreConnectionsThanToldUntilOneIsClosed() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    start(new HttpLimits(8_192, 4_096, 100, minute, minute, minute, 2, 100));
    List<RawClient> open = new ArrayList<>();
    try (RawClient waiting = connectTwoAndThen(open)) {
      waiting.send("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(waiting.hasAnswerWithin(SHORT)).isFalse();
      open.getFirst().close();
      Awaitility.await().until(() -> waiting.hasAnswerWithin(SHORT));
      assertThat(waiting.read()).startsWith("HTTP/1.1 200");
    } finally {
      for (RawClient client : open) {
        client.close();
      }
    }
  }

  private RawClient connectTwoAndThen(List<RawClient> open) throws IOException {
    for (int i = 0; i < 2; i++) {
      RawClient client = new RawClient(port());
      open.add(client);
      client.send("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.read()).startsWith("HTTP/1.1 200");
    }
    return new RawClient(port());
  }

  private static String lines(String text) {
    return text.replace("|", "\r\n");
  }

  /** Silence in the middle of a body is the client's doing, and no failure of ours. */
  @Test
  void shouldSayToWhoFallsSilentThatTheBodyDidNotCome() throws Exception {
    Duration minute = Duration.ofMinutes(1);
    start(deadlines(SHORT, minute, minute));
    try (RawClient silent = new RawClient(port())) {
      silent.send(
          "POST /things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\nContent-Length: 5\r\n\r\nab");
      assertThat(silent.readAll()).startsWith("HTTP/1.1 400 ").contains("did not come to its end");
    }
  }

  private static HttpLimits deadlines(Duration idle, Duration head, Duration body) {
    return new HttpLimits(8_192, 4_096, 100, idle, head, body, 100, 100);
  }

  private void dripUntilCut(String beginning) throws IOException {
    try (RawClient client = new RawClient(port())) {
      drip(client, beginning);
    }
  }

  /** A byte at a time, never as long apart as the idle timeout, until the server has enough. */
  private static void drip(RawClient client, String beginning) throws IOException {
    client.send(beginning);
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> client.isCutOffAfter("a"));
  }

  private String answerTo(String request) throws IOException {
    try (RawClient client = new RawClient(port())) {
      client.send(request);
      return client.read();
    }
  }

  private int port() {
    return Optional.ofNullable(server).orElseThrow().port();
  }
}
