package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.change.ChangeRequest;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.change.IdempotencyKey;
import io.meterhouse.kit.change.IdempotencyKeyException;
import io.meterhouse.kit.change.IdempotencyKeyException.Reason;
import io.meterhouse.kit.change.Outcome;
import io.meterhouse.kit.change.Reply;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.ErrorFamily;
import io.meterhouse.kit.lifecycle.StartupException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The conventions as a client meets them; a real server on loopback. */
class HttpServerIT {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T10:00:00Z"));
  private static final HttpConfig CONFIG = new HttpConfig("127.0.0.1", 0, 1_000);

  private static final Authenticator TOKENS =
      token ->
          token.equals("right")
              ? Optional.of(new Caller("key-1", null, EnumSet.of(Scope.TENANT_WRITE)))
              : Optional.empty();

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch slowBegan = new CountDownLatch(1);
  private final CountDownLatch slowMayEnd = new CountDownLatch(1);
  private final List<ChangeRequest> requests = new CopyOnWriteArrayList<>();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
  private HttpServer server;

  private record Named(String firstName, Instant createdAt) {}

  private RouteGroup group(ErrorFamily family, String prefix) {
    return new RouteGroup() {
      @Override
      public ErrorFamily family() {
        return family;
      }

      @Override
      public Changes changes() {
        return HttpServerIT.this::carryOut;
      }

      @Override
      public void register(Routes routes) {
        routes.get(
            prefix + "/named",
            Access.OPEN,
            ctx -> Answers.json(ctx, 200, new Named("Ada", CLOCK.instant())));
        routes.get(
            prefix + "/refuse",
            Access.OPEN,
            ctx -> {
              throw ApiException.invalidField("plan_code", "missing");
            });
        routes.get(
            prefix + "/fail",
            Access.OPEN,
            ctx -> {
              throw new IllegalStateException("password=hunter2");
            });
        routes.get(
            prefix + "/overflow",
            Access.OPEN,
            ctx -> {
              throw new StackOverflowError("password=hunter2");
            });
        routes.get(
            prefix + "/outage",
            Access.OPEN,
            ctx -> {
              throw new IllegalStateException(new SQLTransientConnectionException("no pool"));
            });
        routes.get(
            prefix + "/slow",
            Access.OPEN,
            ctx -> {
              slowBegan.countDown();
              slowMayEnd.await();
              Answers.json(ctx, 200, Map.of("late", true));
            });
        routes.get(
            prefix + "/secret", Access.requires(Scope.ACCESS_READ), ctx -> Answers.noContent(ctx));
        routes.get(
            prefix + "/things/{id}",
            Access.requires(Scope.TENANT_WRITE),
            ctx -> Answers.json(ctx, 200, Map.of("id", ctx.pathParam("id"))));
        routes.post(
            prefix + "/things:batch",
            Access.requires(Scope.TENANT_WRITE),
            ctx -> {
              JsonBody body = JsonBody.read(ctx);
              String name = body.text("name");
              body.check();
              if (!name.equals("unnoted")) {
                AuditNotes.of(ctx).created(null, "thing", name, Map.of("name", name));
              }
              Answers.json(ctx, 201, Map.of("name", name));
            });
      }
    };
  }

  private Reply carryOut(ChangeRequest request, Changes.Work work) throws Exception {
    IdempotencyKey key = request.idempotencyKey();
    if (key != null && key.value().equals("reused")) {
      throw new IdempotencyKeyException(Reason.REUSED);
    }
    if (key != null && key.value().equals("in-use")) {
      throw new IdempotencyKeyException(Reason.IN_USE);
    }
    requests.add(request);
    Outcome outcome = work.run();
    outcomes.add(outcome);
    Reply reply = outcome.reply();
    boolean replayed = key != null && key.value().equals("known");
    return new Reply(reply.status(), reply.contentType(), reply.body(), replayed);
  }

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            CONFIG,
            TOKENS,
            List.of(
                group(ErrorFamily.OPERATIONS, "/api/v1"),
                group(ErrorFamily.PRICING, "/api/v1/pricing"),
                group(ErrorFamily.BILLING, "/v1")),
            CLOCK);
  }

  @AfterEach
  void stop() {
    slowMayEnd.countDown();
    server.close();
  }

  @Test
  void shouldCaseJsonAsTheFamilyDoes() throws Exception {
    assertThat(get("/api/v1/named").body())
        .isEqualTo("{\"first_name\":\"Ada\",\"created_at\":\"2026-11-21T10:00:00Z\"}");
    assertThat(get("/api/v1/pricing/named").body())
        .isEqualTo("{\"firstName\":\"Ada\",\"createdAt\":\"2026-11-21T10:00:00Z\"}");
  }

  @Test
  void shouldShowErrorsInTheFamilysEnvelopeWithTheClientsTraceId() throws Exception {
    HttpResponse<String> operations = get("/api/v1/refuse", "X-Request-Id", "my-id.7");
    assertThat(operations.statusCode()).isEqualTo(400);
    assertThat(operations.headers().firstValue("X-Request-Id")).hasValue("my-id.7");
    assertThat(operations.body())
        .isEqualTo(
            "{\"error\":{\"code\":\"INVALID_ARGUMENT\",\"message\":\"plan_code: missing\","
                + "\"details\":[{\"field\":\"plan_code\",\"reason\":\"missing\"}],"
                + "\"trace_id\":\"my-id.7\"}}");
    assertThat(get("/api/v1/pricing/refuse", "X-Request-Id", "p").body())
        .isEqualTo(
            "{\"error\":\"plan_code: missing\",\"code\":\"INVALID_ARGUMENT\","
                + "\"details\":[{\"field\":\"plan_code\",\"reason\":\"missing\"}],"
                + "\"traceId\":\"p\"}");
    assertThat(get("/v1/refuse", "X-Request-Id", "b").body()).endsWith("\"traceId\":\"b\"}}");
  }

  @Test
  void shouldReplaceATraceIdThatCouldBreakALogLine() throws Exception {
    assertThat(get("/api/v1/named", "X-Request-Id", "a b\"c").headers().firstValue("X-Request-Id"))
        .get()
        .asString()
        .matches("req-[0-9A-Z]{26}");
    assertThat(
            get("/api/v1/named", "X-Request-Id", "x".repeat(129))
                .headers()
                .firstValue("X-Request-Id"))
        .get()
        .asString()
        .startsWith("req-");
  }

  @Test
  void shouldLeakNothingOfAnUnexpectedFailure() throws Exception {
    for (String path : List.of("/api/v1/fail", "/api/v1/overflow")) {
      HttpResponse<String> answer = get(path);
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("\"INTERNAL\"").doesNotContain("hunter2", "Exception");
    }
  }

  @Test
  void shouldAnswer503WhileTheDatabaseIsAway() throws Exception {
    HttpResponse<String> answer = get("/api/v1/outage");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
  }

  @Test
  void shouldAnswer404And405InTheFamilysEnvelope() throws Exception {
    assertThat(get("/nowhere").body()).contains("\"NOT_FOUND\"", "\"trace_id\"");
    assertThat(get("/api/v1/pricing/nowhere").body()).contains("\"error\":\"", "\"traceId\"");
    HttpResponse<String> wrongMethod = get("/api/v1/things:batch");
    assertThat(wrongMethod.statusCode()).isEqualTo(405);
    assertThat(wrongMethod.headers().firstValue("Allow")).hasValue("POST");
    assertThat(wrongMethod.body()).contains("\"METHOD_NOT_ALLOWED\"");
  }

  @Test
  void shouldReadABodyStrictly() throws Exception {
    assertThat(post("application/json; charset=utf-8", "{\"name\":\"n\"}").statusCode())
        .isEqualTo(201);
    HttpResponse<String> malformed = post("application/json", "{\"name\":\n oops}");
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("INVALID_ARGUMENT", "line 2, column");
    assertThat(post("text/plain", "{}").statusCode()).isEqualTo(415);
    assertThat(post("application/json; charset=latin1", "{}").statusCode()).isEqualTo(415);
    assertThat(post("application/json", "[]").body()).contains("expected: a JSON object");
    assertThat(post("application/json", "{\"name\":1,\"name\":2}").statusCode()).isEqualTo(400);
    assertThat(post("application/json", "{} {}").statusCode()).isEqualTo(400);
  }

  @Test
  void shouldCarryOutAChangeWithTheKeyOfItsHeader() throws Exception {
    HttpResponse<String> first = change("{\"name\":\"n\"}", "key-1");
    HttpResponse<String> replayed = change("{\"name\":\"n\"}", "known");
    change("{\"name\":\"other\"}", "key-1");

    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
    assertThat(replayed.body()).isEqualTo(first.body()).isEqualTo("{\"name\":\"n\"}");
    assertThat(replayed.headers().firstValue("Idempotency-Replayed")).hasValue("true");
    assertThat(replayed.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(requests.get(0).caller().id()).isEqualTo("key-1");
    assertThat(requests.get(0).fingerprint())
        .isEqualTo(requests.get(1).fingerprint())
        .isNotEqualTo(requests.get(2).fingerprint());
  }

  @Test
  void shouldSayWhatIsWrongWithAnIdempotencyKey() throws Exception {
    assertThat(change("{\"name\":\"n\"}", "reused").body()).contains("IDEMPOTENCY_KEY_REUSED");
    HttpResponse<String> inUse = change("{\"name\":\"n\"}", "in-use");
    assertThat(inUse.statusCode()).isEqualTo(409);
    assertThat(inUse.headers().firstValue("Retry-After")).hasValue("2");
    for (String bad : List.of("", "a b", "x".repeat(256))) {
      HttpResponse<String> refused = change("{\"name\":\"n\"}", bad);
      assertThat(refused.statusCode()).as(bad).isEqualTo(400);
      assertThat(refused.body()).contains("\"field\":\"Idempotency-Key\"");
    }
    HttpResponse<String> twice = change("{\"name\":\"n\"}", "a", "b");
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(requests).isEmpty();
  }

  @Test
  void shouldTellAnErrorOfAChangeAsAnyOther() throws Exception {
    HttpResponse<String> refused = change("{}", "key-1");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("\"field\":\"name\",\"reason\":\"missing\"");
  }

  @Test
  void shouldRefuseParametersThatARouteDoesNotKnowAndUndoItsChange() throws Exception {
    HttpResponse<String> read = get("/api/v1/things/1?expand=all", "Authorization", "Bearer right");
    assertThat(read.statusCode()).isEqualTo(400);
    assertThat(read.body())
        .contains("{\"field\":\"expand\",\"reason\":\"unknown parameter (expected: none)\"}");

    HttpResponse<String> change =
        postTo("/api/v1/things:batch?dry_run=true", "application/json", "{\"name\":\"n\"}");
    assertThat(change.statusCode()).isEqualTo(400);
    assertThat(change.body()).contains("\"field\":\"dry_run\"");
    assertThat(outcomes).hasExactlyElementsOfTypes(Outcome.Refused.class);

    assertThat(get("/api/v1/named?cache-buster=1").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldFailAChangeThatNotesNothingForTheAudit() throws Exception {
    assertThat(change("{\"name\":\"unnoted\"}", "key-1").statusCode()).isEqualTo(500);
  }

  @Test
  void shouldRefuseToRegisterAChangeThatIsOpenToAnybody() {
    RouteGroup open =
        new RouteGroup.Operations() {
          @Override
          public void register(Routes routes) {
            routes.delete("/api/v1/everything", Access.OPEN, ctx -> {});
          }
        };
    assertThatThrownBy(() -> HttpServer.start(CONFIG, TOKENS, List.of(open), CLOCK))
        .hasMessageContaining("DELETE /api/v1/everything is open to anybody");
  }

  @Test
  void shouldAskForATokenThatIsInForceAndGivesTheScope() throws Exception {
    for (String header : List.of("", "Basic cmlnaHQ=", "Bearer", "Bearer wrong", "right")) {
      HttpRequest.Builder request = request("/api/v1/things:batch").POST(BodyPublishers.noBody());
      if (!header.isEmpty()) {
        request.header("Authorization", header);
      }
      HttpResponse<String> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(header).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
      assertThat(answer.body()).contains("UNAUTHENTICATED").doesNotContain("wrong");
    }
    assertThat(get("/api/v1/secret", "Authorization", "Bearer right").statusCode()).isEqualTo(403);
    assertThat(get("/api/v1/secret", "Authorization", "bearer right").body())
        .contains("PERMISSION_DENIED", "access:read");
  }

  @Test
  void shouldRefuseALargeBodyWithWhatCameAndWhatIsAllowed() throws Exception {
    HttpResponse<String> answer = post("application/json", " ".repeat(1_001));
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("1001 bytes", "at most 1000 bytes");
  }

  @Test
  void shouldAnswerWithoutReadingABodyThatIsDeclaredTooLarge() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String head =
          String.join(
              "\r\n",
              "POST /api/v1/things:batch HTTP/1.1",
              "Host: x",
              "Content-Type: application/json",
              "Content-Length: 99999999",
              "Authorization: Bearer right",
              "",
              "");
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(5_000);
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void shouldAnswerBrokenHttpAsJson() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket
          .getOutputStream()
          .write("GET /api/v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      socket.setSoTimeout(5_000);
      String answer =
          new String(socket.getInputStream().readNBytes(300), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("<html", "Jetty");
    }
  }

  @Test
  void shouldAnswerWhatItTookBeforeItStops() throws Exception {
    HttpRequest later = request("/api/v1/named").build();
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(request("/api/v1/slow").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(slowBegan.await(5, TimeUnit.SECONDS)).isTrue();
    Thread stopping = Thread.ofVirtual().start(server::close);
    slowMayEnd.countDown();
    assertThat(slow.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"late\":true}");
    stopping.join(Duration.ofSeconds(10));
    assertThatThrownBy(() -> client.send(later, HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  @Test
  void shouldSayWhichPortIsInUseAndHowToChooseAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpConfig config = new HttpConfig("127.0.0.1", taken.getLocalPort(), 1_000);
      assertThatThrownBy(() -> HttpServer.start(config, TOKENS, List.of(), CLOCK))
          .isInstanceOf(StartupException.class)
          .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .hasMessageContaining("METERHOUSE_HTTP_PORT");
    }
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String contentType, String body) throws Exception {
    return postTo("/api/v1/things:batch", contentType, body);
  }

  private HttpResponse<String> postTo(String path, String contentType, String body)
      throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", contentType)
            .header("Authorization", "Bearer right")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> change(String body, String... keys) throws Exception {
    HttpRequest.Builder request =
        request("/api/v1/things:batch")
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer right")
            .POST(BodyPublishers.ofString(body));
    for (String key : keys) {
      request.header("Idempotency-Key", key);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .timeout(Duration.ofSeconds(20));
  }
}
