package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.access.SignedRequest;
import io.meterhouse.kit.access.sigv4.SignatureConfig;
import io.meterhouse.kit.access.sigv4.SignedRequests;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.metering.TenantId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Who a request is from, over a real server: signed as a whole, or in the name of a user. */
class CallersIT {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);
  private static final String SECRET = "0123456789abcdef0123456789abcdef01234567";
  private static final int MAX_BODY_BYTES = 1_000;

  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;

  /** {@code tenant}, {@code platform}, and each with {@code -acting} behind it. */
  private static final class Callers implements Authenticator {

    private final SignedRequests signed =
        new SignedRequests(
            SignatureConfig.from(
                Settings.of(
                    Map.of(
                        "METERHOUSE_SIGV4_CREDENTIALS",
                        """
                        [{"access_key_id":"AKIDTENANT1","secret_access_key":"%s",
                          "tenant_id":"TEN-1","scopes":["tenant:write"]}]
                        """
                            .formatted(SECRET)))),
            CLOCK);

    @Override
    public Optional<Caller> authenticate(String token) {
      return Optional.of(
          new Caller(
              token,
              token.startsWith("tenant") ? TenantId.of("TEN-1") : null,
              EnumSet.of(Scope.TENANT_WRITE),
              token.endsWith("-acting")));
    }

    @Override
    public Optional<Caller> authenticate(SignedRequest request) {
      return signed.authenticate(request);
    }
  }

  private record Routing() implements RouteGroup.Operations {

    @Override
    public void register(Routes routes) {
      routes
          .ask(
              "/api/v1/actors",
              Access.requires(Scope.TENANT_WRITE),
              ctx -> {
                Actor actor = TenantAccess.actor(ctx);
                Answers.json(ctx, 200, Map.of("id", actor.id(), "role", actor.role()));
              })
          .ask(
              "/api/v1/things:batch",
              Access.requires(Scope.TENANT_WRITE),
              ctx -> {
                QueryParams params = QueryParams.of(ctx);
                params.has("x");
                params.has("a");
                params.check();
                Answers.json(ctx, 200, Map.of("got", text(Bodies.read(ctx))));
              });
    }

    private static String text(byte[] body) {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  @BeforeEach
  void start() {
    server =
        HttpServer.start(
            new HttpConfig("127.0.0.1", 0, MAX_BODY_BYTES),
            new Callers(),
            List.of(new Routing()),
            CLOCK);
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private HttpResponse<String> actor(String token, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.address() + "/api/v1/actors"))
            .POST(HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + token);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** As a client with AWS's signer sends it. */
  private HttpRequest.Builder signed(byte[] body, String... headers) {
    URI uri = URI.create(server.address() + "/api/v1/things:batch?x=%2F&a=b%20c");
    SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(uri);
    for (int i = 0; i < headers.length; i += 2) {
      unsigned.putHeader(headers[i], headers[i + 1]);
    }
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(AwsCredentialsIdentity.create("AKIDTENANT1", SECRET))
                    .request(unsigned.build())
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "meterhouse")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
        .request()
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("host")) {
                request.header(name, values.getFirst());
              }
            });
    return request;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void shouldHandTheBodyOfASignedRequestToItsHandler() {
    HttpResponse<String> answer = send(signed(bytes("as it came")));

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"got\":\"as it came\"}");
  }

  @Test
  void shouldCheckTheSignatureOfABodyBeforeItIsInflated() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes("packed"));
    }

    HttpResponse<String> answer = send(signed(packed.toByteArray(), "Content-Encoding", "gzip"));

    assertThat(answer.body()).isEqualTo("{\"got\":\"packed\"}");
  }

  @Test
  void shouldRefuseAReplayAndABodyThatWasChanged() {
    HttpRequest.Builder changed =
        signed(bytes("12")).POST(HttpRequest.BodyPublishers.ofString("13"));
    assertThat(send(changed).statusCode()).isEqualTo(401);

    assertThat(send(signed(bytes("12"))).statusCode()).isEqualTo(200);
    HttpResponse<String> replay = send(signed(bytes("12")));
    assertThat(replay.statusCode()).isEqualTo(401);
    assertThat(replay.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void shouldKeepTheLimitOfBodiesForSignedRequests() {
    HttpResponse<String> answer = send(signed(new byte[MAX_BODY_BYTES + 1]));

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void shouldRefuseAWrongSignatureWithoutWaitingForItsBody() throws IOException {
    String head = rawHead(signed(bytes("never sent")), "Content-Length: 10");
    try (RawClient raw = new RawClient(server.port())) {
      raw.send(head.replaceFirst("Signature=[0-9a-f]{64}", "Signature=" + "0".repeat(64)));

      assertThat(raw.hasAnswerWithin(Duration.ofSeconds(20))).isTrue();
      assertThat(raw.read()).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void shouldTellAClientThatLeavesInTheMiddleOfItsSignedBody() throws IOException {
    try (RawClient raw = new RawClient(server.port())) {
      raw.send(rawHead(signed(bytes("half of it")), "Content-Length: 10") + "half");
      raw.end();

      assertThat(raw.read()).startsWith("HTTP/1.1 400").contains("the body ended before");
    }
  }

  /** What the client would send before the body. */
  private String rawHead(HttpRequest.Builder request, String length) {
    HttpRequest built = request.build();
    StringBuilder head = new StringBuilder("POST ");
    head.append(built.uri().getRawPath()).append('?').append(built.uri().getRawQuery());
    head.append(" HTTP/1.1\r\nHost: ").append(built.uri().getRawAuthority()).append("\r\n");
    built
        .headers()
        .map()
        .forEach(
            (name, values) ->
                head.append(name).append(": ").append(values.getFirst()).append("\r\n"));
    return head.append(length).append("\r\n\r\n").toString();
  }

  @ParameterizedTest
  @CsvSource({"tenant,client", "platform,super_admin", "tenant-acting,client"})
  void shouldTakeTheCallerForTheActorWhereNobodyIsNamed(String token, String role) {
    assertThat(actor(token).body())
        .contains("\"id\":\"" + token + "\"", "\"role\":\"" + role + "\"");
  }

  @Test
  void shouldTakeTheNamedUserFromACallerThatMayActForUsers() {
    assertThat(actor("tenant-acting", "X-User-Id", "ada", "X-User-Role", "merchant").body())
        .contains("\"id\":\"ada\"", "\"role\":\"merchant\"");
    assertThat(actor("platform-acting", "X-User-Id", "ada", "X-User-Role", "super_admin").body())
        .contains("\"role\":\"super_admin\"");
  }

  @Test
  void shouldRefuseANamedUserFromEverybodyElse() {
    HttpResponse<String> refused = actor("platform", "X-User-Id", "ada", "X-User-Role", "staff");

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("PERMISSION_DENIED", "may act for users");
    assertThat(actor("tenant", "X-User-Role", "staff").statusCode()).isEqualTo(403);
    assertThat(
            actor("tenant-acting", "X-User-Id", "ada", "X-User-Role", "super_admin").statusCode())
        .isEqualTo(403);
  }

  @Test
  void shouldSayWhatIsWrongWithANamedUser() {
    assertThat(actor("tenant-acting", "X-User-Id", "ada").body()).contains("X-User-Role");
    assertThat(actor("tenant-acting", "X-User-Role", "staff").body()).contains("X-User-Id");
    HttpResponse<String> both =
        actor("tenant-acting", "X-User-Id", "x".repeat(201), "X-User-Role", "king");
    assertThat(both.statusCode()).isEqualTo(400);
    assertThat(both.body()).contains("201 characters", "king (expected: one of super_admin");
  }
}
