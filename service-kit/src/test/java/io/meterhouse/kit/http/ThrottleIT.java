package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.AuthenticatorBusyException;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.access.SignedRequest;
import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.ErrorFamily;
import io.meterhouse.kit.limits.HandMovedClock;
import io.meterhouse.metering.TenantId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits as a client meets them; a real server on loopback, with a clock of the test's. */
class ThrottleIT {

  private static final TenantId ACME = TenantId.of("TEN-acme");

  /** {@code platform…} and {@code acme…} are in force, and signatures that say so are right. */
  private static final Authenticator TOKENS =
      new Authenticator() {
        @Override
        public Optional<Caller> authenticate(String token) {
          return token.startsWith("platform")
              ? Optional.of(new Caller(token, null, EnumSet.allOf(Scope.class)))
              : token.startsWith("acme")
                  ? Optional.of(new Caller(token, ACME, EnumSet.of(Scope.USAGE_WRITE)))
                  : Optional.empty();
        }

        // Of a signer whose requests are too many to remember, of one who signed rightly, or of
        // nobody.
        @Override
        public Optional<Caller> authenticate(SignedRequest request) {
          String authorization = request.header("authorization").orElse("");
          if (authorization.endsWith("busy")) {
            throw new AuthenticatorBusyException("too many signed requests");
          }
          return authorization.contains("Signature=right")
              ? Optional.of(new Caller("signer", null, EnumSet.allOf(Scope.class)))
              : Optional.empty();
        }
      };

  private final HandMovedClock clock = new HandMovedClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable HttpServer server;

  private record Group(ErrorFamily family, String prefix) implements RouteGroup {

    @Override
    public void register(Routes routes) {
      Access read = Access.requires(Scope.USAGE_READ);
      routes.get(prefix + "/open", Access.OPEN, Group::fine);
      routes.ask(
          prefix + "/open",
          Access.OPEN,
          ctx -> {
            if (ctx.queryParamMap().containsKey("refuse")) {
              throw ApiException.invalid("refused");
            }
            fine(ctx);
          });
      routes.get(prefix + "/read", read, Group::fine);
      routes.ask(
          prefix + "/proven",
          Access.OPEN,
          ctx -> {
            Quota.useRequestOf(ctx, "client-1");
            fine(ctx);
          });
      routes.accept(
          prefix + "/usage",
          Access.requires(Scope.USAGE_WRITE),
          ctx -> {
            QueryParams params = QueryParams.of(ctx);
            int events = params.integer("events", 0, 0, 1_000);
            boolean isMalformed = ctx.queryParamMap().containsKey("malformed");
            boolean isAway = ctx.queryParamMap().containsKey("away");
            params.list("malformed");
            params.list("away");
            params.check();
            Quota quota = Quota.of(ctx);
            quota.useBody(10);
            if (isMalformed) {
              throw ApiException.invalid("malformed");
            }
            quota.useEvents(events, Map.of(ACME, new Quota.Volume(events, 10)));
            if (isAway) {
              quota.giveBack();
              throw ApiException.unavailable("the log is away", Duration.ofSeconds(1));
            }
            fine(ctx);
          });
    }

    private static void fine(Context ctx) {
      Answers.json(ctx, 200, Map.of("fine", true));
    }
  }

  @AfterEach
  void stop() {
    Objects.requireNonNull(server).close();
  }

  @Test
  void shouldLetATokenDo600RequestsAMinuteUnlessToldOtherwise() throws Exception {
    start(RateLimitConfig.DEFAULT);
    for (int left = 599; left >= 0; left--) {
      HttpResponse<String> answer = get("/api/v1/read", "platform");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "RateLimit-Remaining")).isEqualTo(Integer.toString(left));
    }
    assertThat(get("/api/v1/read", "platform").statusCode()).isEqualTo(429);
    assertThat(get("/api/v1/read", "platform-2").statusCode()).isEqualTo(200);
    clock.move(Duration.ofMillis(100));
    assertThat(get("/api/v1/read", "platform").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayHowManyAreLeftAndWhenToComeAgain() throws Exception {
    start(RateLimitConfig.OFF.withToken(new Rate(20, 2)));
    HttpResponse<String> first = get("/api/v1/read", "platform");
    assertThat(limits(first)).containsExactly("20", "1", "3", "20;w=60;burst=2;name=\"token\"");
    get("/api/v1/read", "platform");
    clock.move(Duration.ofMillis(500));

    HttpResponse<String> refused = get("/api/v1/read", "platform");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "Retry-After")).isEqualTo("3");
    assertThat(limits(refused)).containsExactly("20", "0", "6", "20;w=60;burst=2;name=\"token\"");
    assertThat(refused.body())
        .contains(
            "\"code\":\"RATE_LIMITED\"",
            "the limit token is 20 requests a minute, 2 at once; come again in 3 s");
    clock.move(Duration.ofMillis(2_500));
    assertThat(get("/api/v1/read", "platform").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseInTheEnvelopeOfTheFamily() throws Exception {
    start(RateLimitConfig.OFF.withToken(new Rate(1, 1)));
    get("/api/v1/pricing/read", "platform");
    assertThat(get("/api/v1/pricing/read", "platform").body())
        .startsWith("{\"error\":\"the limit token")
        .contains("\"code\":\"RATE_LIMITED\",\"traceId\"");
  }

  @Test
  void shouldHoldTheTokensOfATenantToOneLimitTogetherAndShowTheTightest() throws Exception {
    start(RateLimitConfig.OFF.withToken(new Rate(10, 10)).withTenant(new Rate(5, 3)));
    assertThat(limits(post("/api/v1/usage?events=0", "acme-1")))
        .containsExactly(
            "5", "2", "12", "10;w=60;burst=10;name=\"token\", 5;w=60;burst=3;name=\"tenant\"");
    post("/api/v1/usage?events=0", "acme-2");
    post("/api/v1/usage?events=0", "acme-3");
    assertThat(post("/api/v1/usage?events=0", "acme-4").body()).contains("the limit tenant is 5");
    assertThat(post("/api/v1/usage?events=0", "platform").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldLimitPartsOfTheApiApart() throws Exception {
    start(
        RateLimitConfig.OFF.withGroups(
            new RateLimitConfig.Groups(
                new Rate(1, 1), new Rate(1, 1), new Rate(1, 1), new Rate(1, 1))));
    for (int i = 0; i < 2; i++) {
      int expected = i == 0 ? 200 : 429;
      assertThat(get("/api/v1/read", "platform").statusCode()).isEqualTo(expected);
      assertThat(get("/api/v1/pricing/read", "platform").statusCode()).isEqualTo(expected);
      assertThat(get("/v1/read", "platform").statusCode()).isEqualTo(expected);
      assertThat(post("/api/v1/usage?events=0", "platform").statusCode()).isEqualTo(expected);
    }
    assertThat(get("/api/v1/read", "platform").body()).contains("the limit operations is 1");
    assertThat(post("/api/v1/usage?events=0", "platform").body()).contains("the limit ingest is 1");
  }

  @Test
  void shouldCountRequestsThatTheTokenMayNotMake() throws Exception {
    start(RateLimitConfig.OFF.withToken(new Rate(1, 1)));
    HttpResponse<String> denied = get("/api/v1/read", "acme");
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(header(denied, "RateLimit-Remaining")).isEqualTo("0");
    assertThat(get("/api/v1/read", "acme").statusCode()).isEqualTo(429);
  }

  @Test
  void shouldHoldUsageToEventsAndBytesOfTokenAndTenant() throws Exception {
    start(
        RateLimitConfig.OFF.withIngest(
            new RateLimitConfig.Ingest(
                new Rate(100, 100), new Rate(60, 60), new Rate(150, 150), Rate.OFF)));
    assertThat(post("/api/v1/usage?events=90", "acme-1").statusCode()).isEqualTo(200);
    HttpResponse<String> refused = post("/api/v1/usage?events=20", "acme-1");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "Retry-After")).isEqualTo("6");
    assertThat(limits(refused))
        .containsExactly("100", "10", "54", "100;w=60;burst=100;name=\"token-events\"");
    assertThat(refused.body()).contains("the limit token-events is 100 events a minute");

    assertThat(post("/api/v1/usage?events=80", "acme-2").body())
        .contains("the limit tenant-events is 150");
    assertThat(post("/api/v1/usage?events=60", "acme-2").statusCode()).isEqualTo(200);
    for (int i = 0; i < 6; i++) {
      assertThat(post("/api/v1/usage?events=0", "acme-3").statusCode()).isEqualTo(200);
    }
    assertThat(post("/api/v1/usage?events=0", "acme-3").body())
        .contains("the limit token-bytes is 60 bytes");
  }

  @Test
  void shouldNotPunishForALogThatIsAwayButForBodiesThatAreMalformed() throws Exception {
    start(
        RateLimitConfig.OFF.withIngest(
            new RateLimitConfig.Ingest(
                new Rate(5, 5), new Rate(20, 20), new Rate(5, 5), new Rate(10, 10))));
    for (int i = 0; i < 4; i++) {
      assertThat(post("/api/v1/usage?events=5&away", "acme").statusCode()).isEqualTo(503);
    }
    assertThat(post("/api/v1/usage?events=5&malformed", "acme").statusCode()).isEqualTo(400);
    assertThat(post("/api/v1/usage?events=5", "acme").statusCode()).isEqualTo(200);
    assertThat(post("/api/v1/usage?events=5&malformed", "acme").body())
        .contains("the limit token-bytes is 20 bytes");
  }

  @Test
  void shouldHoldWhoProvedItselfOnAnOpenRouteToTheLimitOfTokens() throws Exception {
    start(RateLimitConfig.OFF.withToken(new Rate(20, 2)));
    assertThat(post("/api/v1/proven", "none").statusCode()).isEqualTo(200);
    assertThat(post("/api/v1/proven", "none").statusCode()).isEqualTo(200);
    assertThat(post("/api/v1/proven", "none").statusCode()).isEqualTo(429);
  }

  @Test
  void shouldNeverLimitWhatIsOpenAndReads() throws Exception {
    start(RateLimitConfig.DEFAULT.withToken(new Rate(1, 1)).withAddress(new Rate(1, 1)));
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> answer = get("/api/v1/open", "wrong");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().map()).doesNotContainKey("ratelimit-limit");
    }
  }

  @Test
  void shouldChargeOpenPostsToTheAddressWhereTheyAreRefused() throws Exception {
    start(RateLimitConfig.OFF.withAddress(new Rate(1, 1)));
    for (int i = 0; i < 5; i++) {
      assertThat(post("/api/v1/open", "wrong").statusCode()).isEqualTo(200);
    }
    assertThat(post("/api/v1/open?refuse", "wrong").statusCode()).isEqualTo(400);
    assertThat(post("/api/v1/open?refuse", "wrong").statusCode()).isEqualTo(429);
    assertThat(post("/api/v1/open", "wrong").statusCode()).isEqualTo(429);
    clock.move(Duration.ofMinutes(1));
    assertThat(post("/api/v1/open", "wrong").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSlowDownWhoGuessesButNotThoseWhoseTokenWasInForceAMomentAgo() throws Exception {
    start(RateLimitConfig.OFF.withAddress(new Rate(60, 2)));
    assertThat(get("/api/v1/read", "platform-known").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/read", "guess-1").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/read", "guess-2").statusCode()).isEqualTo(401);

    HttpResponse<String> refused = get("/api/v1/read", "guess-3");
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "Retry-After")).isEqualTo("1");
    // A right guess learns nothing either.
    assertThat(get("/api/v1/read", "platform-guessed").statusCode()).isEqualTo(429);
    assertThat(get("/api/v1/read", "platform-known").statusCode()).isEqualTo(200);

    clock.move(Duration.ofSeconds(1));
    assertThat(get("/api/v1/read", "guess-4").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/read", "guess-5").statusCode()).isEqualTo(429);
  }

  @Test
  void shouldNotTakeASignerThatCannotBeToldNowForOneThatGuesses() throws Exception {
    start(RateLimitConfig.OFF.withAddress(new Rate(60, 2)));
    for (int i = 0; i < 5; i++) {
      assertThat(getSigned("busy").statusCode()).isEqualTo(503);
    }
    assertThat(getSigned("wrong").statusCode()).isEqualTo(401);
    assertThat(getSigned("wrong").statusCode()).isEqualTo(401);
    assertThat(getSigned("wrong").statusCode()).isEqualTo(429);
  }

  @Test
  void shouldLookAtWhoSignedRightlyFromTheAddressUntilTooManyAreSignedWrongly() throws Exception {
    start(RateLimitConfig.OFF.withAddress(new Rate(1, 1)));
    assertThat(signed("AKIDKNOWN", "right-1").statusCode()).isEqualTo(200);
    assertThat(get("/api/v1/read", "guess").statusCode()).isEqualTo(401);
    assertThat(get("/api/v1/read", "guess").statusCode()).isEqualTo(429);

    assertThat(signed("AKIDKNOWN", "right-2").statusCode()).isEqualTo(200);
    assertThat(signed("AKIDOTHER", "right").statusCode()).isEqualTo(429);
    for (int i = 0; i < 10; i++) {
      assertThat(signed("AKIDKNOWN", "guess-" + i).body()).contains("the limit address is 1 ");
    }
    assertThat(signed("AKIDKNOWN", "right-3").body())
        .contains("the limit address-signed is 10 wrongly signed requests");
    clock.move(Duration.ofSeconds(6));
    assertThat(signed("AKIDKNOWN", "right-4").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldLimitNothingWhereAllIsOff() throws Exception {
    start(RateLimitConfig.OFF);
    for (int i = 0; i < 700; i++) {
      assertThat(get("/api/v1/read", "platform").statusCode()).isEqualTo(200);
    }
    assertThat(get("/api/v1/read", "platform").headers().map())
        .doesNotContainKeys("ratelimit-limit", "retry-after");
  }

  private void start(RateLimitConfig limits) {
    server =
        HttpServer.start(
            HttpConfig.onFreePort().withEdge(EdgeConfig.DEFAULT.withRateLimits(limits)),
            TOKENS,
            List.of(
                new Group(ErrorFamily.OPERATIONS, "/api/v1"),
                new Group(ErrorFamily.PRICING, "/api/v1/pricing"),
                new Group(ErrorFamily.BILLING, "/v1")),
            clock);
  }

  private HttpResponse<String> get(String path, String token) throws Exception {
    return send(request(path, token).build());
  }

  private HttpResponse<String> getSigned(String signature) throws Exception {
    return send(
        request("/api/v1/read", "none")
            .setHeader("Authorization", SignedRequest.SCHEME + " " + signature)
            .build());
  }

  private HttpResponse<String> post(String path, String token) throws Exception {
    return send(request(path, token).POST(HttpRequest.BodyPublishers.noBody()).build());
  }

  private HttpResponse<String> signed(String accessKeyId, String signature) throws Exception {
    return send(
        request("/api/v1/read", "")
            .setHeader(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=%s/20261121/us-east-1/meterhouse/aws4_request,"
                        .formatted(accessKeyId)
                    + " SignedHeaders=host, Signature="
                    + signature)
            .build());
  }

  private HttpRequest.Builder request(String path, String token) {
    return HttpRequest.newBuilder(URI.create(Objects.requireNonNull(server).address() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static List<String> limits(HttpResponse<String> answer) {
    return List.of(
        header(answer, "RateLimit-Limit"),
        header(answer, "RateLimit-Remaining"),
        header(answer, "RateLimit-Reset"),
        header(answer, "RateLimit-Policy"));
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("none");
  }
}
