package io.meterhouse.kit.access.sigv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.access.AuthenticatorBusyException;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.access.SignedRequest;
import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.metering.TenantId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Requests that AWS's own signer signed, and what becomes of them on the way. */
class SignedRequestsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final String ID = "AKIDTENANT1";
  private static final String SECRET = "0123456789abcdef0123456789abcdef01234567";
  private static final String CREDENTIALS =
      """
      [{"access_key_id":"AKIDTENANT1","secret_access_key":"%s","tenant_id":"TEN-1",
        "scopes":["usage:write"]},
       {"access_key_id":"AKIDPLATFORM","secret_access_key":"%s","platform":true,
        "scopes":["usage:write","usage:read"],"acts_for_users":true}]
      """
          .formatted(SECRET, SECRET.toUpperCase(Locale.ROOT));
  private static final String ADDRESS =
      "http://127.0.0.1:8080/api/v1/usage/snapshots:batch?b=2&a=1%2F2&a=0&space=x%20y";
  private static final byte[] BODY = "{\"metric_value\":1}".getBytes(StandardCharsets.UTF_8);

  private Instant now = NOW;
  private SignedRequests signedRequests = with(Map.of());

  private SignedRequests with(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("METERHOUSE_SIGV4_CREDENTIALS", CREDENTIALS);
    return new SignedRequests(SignatureConfig.from(Settings.of(environment)), () -> now);
  }

  /** Signs as a client does, and gives what a server sees. */
  private static SignedRequest signed(String method, String address, byte[] body, Instant at) {
    return signed(method, address, body, at, ID, SECRET, "us-east-1", "meterhouse");
  }

  private static SignedRequest signed(
      String method,
      String address,
      byte[] body,
      Instant at,
      String id,
      String secret,
      String region,
      String service) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(method))
            .uri(URI.create(address))
            .putHeader("Content-Type", "application/json")
            .putHeader("Idempotency-Key", "one")
            .build();
    return signed(request, body, at, id, secret, region, service);
  }

  /** A request that has those headers alone, and signs them. */
  private static SignedRequest signedWith(List<String> names) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(URI.create(ADDRESS));
    names.forEach(name -> request.putHeader(name, "signed"));
    return signed(request.build(), BODY, NOW, ID, SECRET, "us-east-1", "meterhouse");
  }

  private static SignedRequest signed(
      SdkHttpRequest request,
      byte[] body,
      Instant at,
      String id,
      String secret,
      String region,
      String service) {
    Map<String, List<String>> headers = new HashMap<>();
    AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(AwsCredentialsIdentity.create(id, secret))
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(body))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
        .request()
        .headers()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    // Proxies and HTTP clients add headers that nobody signed.
    headers.put("x-forwarded-for", List.of("192.0.2.1"));
    URI uri = request.getUri();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new SignedRequest(
        request.method().name(), uri.getRawPath() + query, headers, () -> body);
  }

  private static SignedRequest post() {
    return signed("POST", ADDRESS, BODY, NOW);
  }

  private Optional<Caller> ask(SignedRequest request) {
    return signedRequests.authenticate(request);
  }

  private static SignedRequest withHeader(SignedRequest request, String name, String... values) {
    Map<String, List<String>> headers = new HashMap<>(request.headers());
    headers.put(name, List.of(values));
    return new SignedRequest(request.method(), request.target(), headers, request.body());
  }

  private static SignedRequest withTarget(SignedRequest request, String target) {
    return new SignedRequest(request.method(), target, request.headers(), request.body());
  }

  @Test
  void shouldKnowWhoSignedARequest() {
    assertThat(ask(post()))
        .contains(new Caller("sigv4:" + ID, TenantId.of("TEN-1"), EnumSet.of(Scope.USAGE_WRITE)));
    assertThat(
            ask(
                signed(
                    "GET",
                    "https://api.example.com/api/v1/tenants",
                    new byte[0],
                    NOW,
                    "AKIDPLATFORM",
                    SECRET.toUpperCase(Locale.ROOT),
                    "us-east-1",
                    "meterhouse")))
        .contains(
            new Caller(
                "sigv4:AKIDPLATFORM", null, EnumSet.of(Scope.USAGE_READ, Scope.USAGE_WRITE), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/usage/snapshots:batch?b=2&a=1%2F2&a=0&space=x%20y&more=1",
        "/api/v1/usage/snapshots:batch?b=3&a=1%2F2&a=0&space=x%20y",
        "/api/v1/usage/snapshots:batch?b=2&a=1%252F2&a=0&space=x%20y",
        "/api/v1/usage/snapshots:batch",
        "/api/v1/usage/snapshots?b=2&a=1%2F2&a=0&space=x%20y",
        "/api/v1/usage/./snapshots:batch?b=2&a=1%2F2&a=0&space=x%20y",
        "/api/v1/x/../usage/snapshots:batch?b=2&a=1%2F2&a=0&space=x%20y",
        "//api/v1/usage/snapshots:batch?b=2&a=1%2F2&a=0&space=x%20y",
        "/api/v1/usage/snapshots:batch?b=2|&a=1%2F2&a=0&space=x%20y",
        "@evil.example/api"
      })
  void shouldRefuseAnotherPathOrQuery(String target) {
    assertThat(ask(withTarget(post(), target))).isEmpty();
  }

  @Test
  void shouldRefuseAnotherMethodBodyOrSignedHeader() {
    SignedRequest post = post();
    byte[] other = "{\"metric_value\":2}".getBytes(StandardCharsets.UTF_8);

    assertThat(ask(new SignedRequest("PUT", post.target(), post.headers(), post.body()))).isEmpty();
    assertThat(ask(new SignedRequest("POST", post.target(), post.headers(), () -> other)))
        .isEmpty();
    assertThat(ask(withHeader(post, "idempotency-key", "two"))).isEmpty();
    assertThat(ask(withHeader(post, "host", "elsewhere.example"))).isEmpty();
    assertThat(ask(withHeader(post, "content-type", "application/json", "text/plain"))).isEmpty();
    assertThat(ask(withHeader(post, "x-forwarded-for", "198.51.100.7"))).isPresent();
  }

  @Test
  void shouldRefuseABodyDigestThatIsNotTheBodys() {
    byte[] other = "{\"metric_value\":2}".getBytes(StandardCharsets.UTF_8);
    SignedRequest ofOther = signed("POST", ADDRESS, other, NOW);

    assertThat(ask(new SignedRequest("POST", ofOther.target(), ofOther.headers(), () -> BODY)))
        .isEmpty();
    assertThat(ask(withHeader(post(), "x-amz-content-sha256", "UNSIGNED-PAYLOAD"))).isEmpty();
    assertThat(
            ask(withHeader(post(), "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD")))
        .isEmpty();
  }

  @Test
  void shouldRefuseAnUnsignedPayloadThoughItIsSignedAsSuch() {
    Map<String, List<String>> headers = new HashMap<>();
    AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(AwsCredentialsIdentity.create(ID, SECRET))
                    .request(
                        SdkHttpRequest.builder()
                            .method(SdkHttpMethod.POST)
                            .uri(URI.create("https://127.0.0.1/api/v1/events"))
                            .build())
                    .payload(ContentStreamProvider.fromByteArray(BODY))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "meterhouse")
                    .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(NOW, ZoneOffset.UTC)))
        .request()
        .headers()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
    assertThat(headers.get("x-amz-content-sha256")).containsExactly("UNSIGNED-PAYLOAD");

    assertThat(ask(new SignedRequest("POST", "/api/v1/events", headers, () -> BODY))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host;", "x-amz-date;|;x-amz-date", "x-amz-content-sha256;"})
  void shouldRefuseASignatureThatLeavesOutWhatMatters(String leftOut) {
    String authorization = post().header("authorization").orElseThrow();
    String shortened = authorization;
    for (String part : leftOut.split("\\|", -1)) {
      shortened = shortened.replace(part, "");
    }
    assertThat(shortened).isNotEqualTo(authorization);
    assertThat(ask(withHeader(post(), "authorization", shortened))).isEmpty();
  }

  @Test
  void shouldRefuseADateThatIsNotNow() {
    for (long apart : List.of(-300L, 0L, 300L)) {
      assertThat(ask(signed("POST", ADDRESS, BODY, NOW.plusSeconds(apart)))).isPresent();
    }
    for (long apart : List.of(-86_400L, -301L, 301L)) {
      assertThat(ask(signed("POST", ADDRESS, BODY, NOW.plusSeconds(apart)))).isEmpty();
    }
    assertThat(ask(withHeader(post(), "x-amz-date", "20261121T100001Z"))).isEmpty();
    assertThat(ask(withHeader(post(), "x-amz-date", "20261321T100000Z"))).isEmpty();
    assertThat(ask(withHeader(post(), "x-amz-date", "now"))).isEmpty();
  }

  @Test
  void shouldRefuseAnotherSecretKeyRegionOrService() {
    String other = "fedcba9876543210fedcba9876543210fedcba98";
    assertThat(ask(signed("POST", ADDRESS, BODY, NOW, ID, other, "us-east-1", "meterhouse")))
        .isEmpty();
    assertThat(
            ask(
                signed(
                    "POST", ADDRESS, BODY, NOW, "AKIDNOBODY", SECRET, "us-east-1", "meterhouse")))
        .isEmpty();
    assertThat(ask(signed("POST", ADDRESS, BODY, NOW, ID, SECRET, "eu-west-1", "meterhouse")))
        .isEmpty();
    assertThat(ask(signed("POST", ADDRESS, BODY, NOW, ID, SECRET, "us-east-1", "s3"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request"})
  void shouldRefuseAHeaderThatIsNone(String authorization) {
    assertThat(ask(withHeader(post(), "authorization", authorization))).isEmpty();
  }

  @Test
  void shouldReadNoBodyBeforeTheSignatureIsFoundToBeRight() {
    SignedRequest post = post();
    AtomicInteger reads = new AtomicInteger();
    Supplier<byte[]> counted =
        () -> {
          reads.incrementAndGet();
          return BODY;
        };
    String digest = post.header("x-amz-content-sha256").orElseThrow();
    String authorization = post.header("authorization").orElseThrow();
    String wrong = authorization.replaceFirst("[0-9a-f]{64}$", "0".repeat(64));

    SignedRequest forged = withHeader(post, "authorization", wrong);
    SignedRequest ofOtherDigest =
        withHeader(post, "x-amz-content-sha256", new StringBuilder(digest).reverse().toString());
    for (SignedRequest refused : List.of(forged, ofOtherDigest)) {
      assertThat(ask(new SignedRequest("POST", refused.target(), refused.headers(), counted)))
          .isEmpty();
    }
    assertThat(reads).hasValue(0);
    assertThat(ask(new SignedRequest("POST", post.target(), post.headers(), counted))).isPresent();
    assertThat(reads).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-user-id",
        "x-user-role",
        "x-tenant-id",
        "content-encoding",
        "content-type",
        "idempotency-key"
      })
  void shouldRefuseAHeaderThatMeansSomethingAndIsNotSigned(String name) {
    SignedRequest bare = signedWith(List.of());
    assertThat(ask(withHeader(bare, name, "added"))).as(name + " added on the way").isEmpty();
    assertThat(ask(bare)).isPresent();
    assertThat(ask(signedWith(List.of(name)))).as(name + " signed").isPresent();
  }

  @Test
  void shouldRefuseAnUnsafeRequestThatComesTwice() {
    assertThat(ask(post())).isPresent();
    assertThat(ask(post())).isEmpty();
    now = NOW.plusSeconds(300);
    assertThat(ask(post())).as("at the end of the window").isEmpty();
    assertThat(ask(signed("POST", ADDRESS, BODY, now))).isPresent();
  }

  @Test
  void shouldTakeASafeRequestTwice() {
    SignedRequest get = signed("GET", ADDRESS, new byte[0], NOW);
    assertThat(ask(get)).isPresent();
    assertThat(ask(get)).isPresent();
  }

  @Test
  void shouldNotLetAForgedRequestUseUpTheSignatureOfARealOne() {
    assertThat(ask(withTarget(post(), "/api/v1/events"))).isEmpty();
    assertThat(ask(post())).isPresent();
  }

  @Test
  void shouldRefuseRatherThanForgetAndTakeRequestsAgainLater() {
    signedRequests = with(Map.of("METERHOUSE_SIGV4_MAX_REMEMBERED", "2"));
    for (int second = 0; second < 2; second++) {
      assertThat(ask(signed("POST", ADDRESS, BODY, NOW.plusSeconds(second)))).isPresent();
    }
    assertThatThrownBy(() -> ask(signed("POST", ADDRESS, BODY, NOW.plusSeconds(2))))
        .isInstanceOf(AuthenticatorBusyException.class)
        .hasMessageContaining("at most 2");

    now = NOW.plusSeconds(310);
    assertThat(ask(signed("POST", ADDRESS, BODY, now))).isPresent();
  }

  @Test
  void shouldRememberTheRequestsOfEachSignerApart() {
    signedRequests = with(Map.of("METERHOUSE_SIGV4_MAX_REMEMBERED", "1"));
    assertThat(ask(post())).isPresent();
    assertThatThrownBy(() -> ask(signed("POST", ADDRESS, BODY, NOW.plusSeconds(1))))
        .isInstanceOf(AuthenticatorBusyException.class)
        .hasMessageContaining(ID);

    SignedRequest ofAnother =
        signed(
            "POST",
            ADDRESS,
            BODY,
            NOW,
            "AKIDPLATFORM",
            SECRET.toUpperCase(Locale.ROOT),
            "us-east-1",
            "meterhouse");
    assertThat(ask(ofAnother)).isPresent();
    assertThat(ask(ofAnother)).as("a replay").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "{}",
        "[{}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2','platform':true,'scopes':['usage:read']}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2hunter2hunter2hunter2hunter2','scopes':['usage:read']}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2hunter2hunter2hunter2hunter2','platform':true,'tenant_id':'TEN-1','scopes':['usage:read']}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2hunter2hunter2hunter2hunter2','platform':'true','scopes':['usage:read']}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2hunter2hunter2hunter2hunter2','platform':true,'scopes':['root']}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2hunter2hunter2hunter2hunter2','platform':true,'scopes':[]}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2hunter2hunter2hunter2hunter2','tenant_id':'acme','scopes':['usage:read']}]",
        "[{'access_key_id':'AKIDTENANT1','secret_access_key':'hunter2hunter2hunter2hunter2hunter2','platform':true,'scopes':['usage:read'],'scope':1}]"
      })
  void shouldRefuseCredentialsThatCannotBeWithoutShowingThem(String singleQuoted) {
    assertThatThrownBy(() -> SignerCredentials.parse(singleQuoted.replace('\'', '"')))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("METERHOUSE_SIGV4_CREDENTIALS")
        .hasMessageNotContaining("hunter2");
  }
}
