package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.access.sigv4.SignatureConfig;
import io.meterhouse.kit.access.token.SigningKey;
import io.meterhouse.kit.access.token.TokenConfig;
import io.meterhouse.kit.catalog.AccessConfig;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.postgres.ChangeConfig;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.TenantId;
import io.meterhouse.testing.ServiceUnderTest;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.Workspace;
import io.meterhouse.testing.http.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in issuer from its clients to a service that believes its tokens. */
@ExtendWith(Engines.class)
class OAuthIT {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123456Z");
  private static final String CLIENTS = "/api/v1/oauth-clients";
  private static final String ISSUER = "https://meterhouse.example";
  private static final String FORM = "application/x-www-form-urlencoded";

  private static volatile Instant now = NOW;
  private static Workspace workspace;
  private static ServiceUnderTest service;
  private static CatalogAccess elsewhere;

  private String id = "";
  private String secret = "";

  @BeforeAll
  static void start(EngineAddresses engines) {
    InstantSource clock = () -> now;
    workspace = Workspace.on(engines, "oauth", 1);
    service = ServiceUnderTest.start(() -> QueryModule.create(config(newKey()), clock), clock);
    Settings nothing = Settings.of(Map.of());
    elsewhere =
        CatalogAccess.create(
            new AccessConfig(
                workspace.kafka(),
                workspace.startup(),
                TokenConfig.from(nothing),
                SignatureConfig.from(nothing)),
            clock);
    elsewhere.start();
    assertThat(
            service
                .client()
                .post("/api/v1/tenants", "{'tenant_id':'TEN-1','tenant_name':'One'}")
                .status())
        .isEqualTo(201);
  }

  @AfterAll
  static void stop() {
    elsewhere.close();
    service.close();
  }

  private static SigningKey newKey() {
    return SigningKey.parse(SigningKey.generatePem(new SecureRandom()));
  }

  private static QueryConfig config(SigningKey key) {
    return new QueryConfig(
        workspace.postgres(),
        workspace.kafka(),
        workspace.clickHouse(),
        workspace.startup(),
        QueryLimits.defaults(),
        ChangeConfig.DEFAULT,
        new TokenIssuerConfig(key, ISSUER, "meterhouse", "tenant_id", Duration.ofMinutes(15)));
  }

  @BeforeEach
  void createClient() {
    Answer created =
        service
            .client()
            .post(
                CLIENTS,
                "{'name':'sdk','tenant_id':'TEN-1','scopes':['usage:read','usage:write']}");
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    id = created.body().path("client_id").asText();
    secret = created.body().path("client_secret").asText();
  }

  private static Answer ask(String form, String... headers) {
    Map<String, String> all = new HashMap<>(Map.of("Content-Type", FORM, "Authorization", ""));
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return service.client().send("POST", "/oauth/token", all, bytes(form));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String basic(String id, String secret) {
    return "Basic " + Base64.getEncoder().encodeToString(bytes(id + ":" + secret));
  }

  private Answer askAs(String form) {
    return ask(form, "Authorization", basic(id, secret));
  }

  private static JsonNode claims(String token) throws Exception {
    return JsonMapper.builder()
        .build()
        .readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
  }

  @Test
  void shouldGiveATokenThatEveryServiceBelieves() throws Exception {
    Answer answer = askAs("grant_type=client_credentials");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.headers().firstValue("Pragma")).contains("no-cache");
    assertThat(answer.body().path("token_type").asText()).isEqualTo("Bearer");
    assertThat(answer.body().path("expires_in").asInt()).isEqualTo(900);
    assertThat(answer.body().path("scope").asText()).isEqualTo("usage:read usage:write");
    String token = answer.body().path("access_token").asText();
    assertThat(elsewhere.authenticate(token))
        .contains(
            new Caller(id, TenantId.of("TEN-1"), EnumSet.of(Scope.USAGE_READ, Scope.USAGE_WRITE)));
    JsonNode claims = claims(token);
    assertThat(claims.path("iss").asText()).isEqualTo(ISSUER);
    assertThat(claims.path("aud").asText()).isEqualTo("meterhouse");
    assertThat(claims.path("exp").asLong() - claims.path("iat").asLong()).isEqualTo(900);
    assertThat(claims.path("jti").asText()).isNotBlank();
    assertThat(
            claims(askAs("grant_type=client_credentials").body().path("access_token").asText())
                .path("jti"))
        .isNotEqualTo(claims.path("jti"));
  }

  @Test
  void shouldTakeTheSecretInTheFormAndNarrowTheScopes() {
    Answer answer =
        ask(
            "grant_type=client_credentials&scope=usage%3Aread&client_id="
                + id
                + "&client_secret="
                + secret);

    assertThat(answer.body().path("scope").asText()).isEqualTo("usage:read");
    assertThat(
            elsewhere
                .authenticate(answer.body().path("access_token").asText())
                .orElseThrow()
                .scopes())
        .containsExactly(Scope.USAGE_READ);
  }

  @Test
  void shouldMakePlatformTokensForPlatformClientsAlone() {
    Answer platform =
        service
            .client()
            .post(CLIENTS, "{'name':'ops','scopes':['tenant:read'],'acts_for_users':true}");
    Answer answer =
        ask(
            "grant_type=client_credentials",
            "Authorization",
            basic(
                platform.body().path("client_id").asText(),
                platform.body().path("client_secret").asText()));

    Caller caller =
        elsewhere.authenticate(answer.body().path("access_token").asText()).orElseThrow();
    assertThat(caller.isPlatform()).isTrue();
    assertThat(caller.actsForUsers()).isTrue();
  }

  @Test
  void shouldNotReadAFormThatIsLongerThanAnyTokenRequestAlsoNotOneThatIsPacked()
      throws IOException {
    String form = "a&".repeat(20_000);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes(form));
    }

    Answer plain = ask(form);
    Answer inflated =
        service
            .client()
            .send(
                "POST",
                "/oauth/token",
                Map.of("Content-Type", FORM, "Authorization", "", "Content-Encoding", "gzip"),
                packed.toByteArray());

    for (Answer refused : List.of(plain, inflated)) {
      assertThat(refused.status()).isEqualTo(413);
      assertThat(refused.body().path("error").asText()).isEqualTo("invalid_request");
      assertThat(refused.text()).contains("at most 16384 bytes");
    }
  }

  @Test
  void shouldAnswerAWrongSecretAsAnUnknownClientAndARevokedOne() {
    Answer wrong = ask("grant_type=client_credentials", "Authorization", basic(id, "mhs_wrong"));
    Answer unknown = ask("grant_type=client_credentials", "Authorization", basic("mhc_no", secret));
    service.client().delete(CLIENTS + "/" + id);
    Answer revoked = askAs("grant_type=client_credentials");

    for (Answer refused : new Answer[] {wrong, unknown, revoked}) {
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.body().path("error").asText()).isEqualTo("invalid_client");
      assertThat(refused.text()).isEqualTo(wrong.text());
      assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
      assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer x", "Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Basic OnNlY3JldA=="})
  void shouldRefuseAProofThatIsNone(String authorization) {
    Answer refused = ask("grant_type=client_credentials", "Authorization", authorization);

    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.body().path("error").asText()).isEqualTo("invalid_client");
  }

  @ParameterizedTest
  @CsvSource({
    "scope=usage:read, invalid_request",
    "grant_type=, invalid_request",
    "grant_type=client_credentials&grant_type=client_credentials, invalid_request",
    "grant_type=client_credentials&client_secret=x, invalid_request",
    "grant_type=client_credentials&client_id=other, invalid_request",
    "grant_type=client%zzcredentials, invalid_request",
    "grant_type=password&username=a&password=b, unsupported_grant_type",
    "grant_type=authorization_code&code=x, unsupported_grant_type",
    "grant_type=client_credentials&scope=billing:read, invalid_scope",
    "grant_type=client_credentials&scope=root, invalid_scope",
    "grant_type=client_credentials&scope=usage:read++usage:write, invalid_scope",
    "grant_type=client_credentials&scope=usage:read%20root, invalid_scope"
  })
  void shouldSayWhatIsWrongInTheWordsOfTheStandard(String form, String error) {
    Answer refused = askAs(form);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body().path("error").asText()).isEqualTo(error);
    assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void shouldRefuseABodyThatIsNoForm() {
    Answer json =
        ask(
            "{\"grant_type\":\"client_credentials\"}",
            "Content-Type",
            "application/json",
            "Authorization",
            basic(id, secret));

    assertThat(json.status()).isEqualTo(400);
    assertThat(json.body().path("error").asText()).isEqualTo("invalid_request");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "' OR '1'='1", "mhc_%25", "%F0%9F%92%A9"})
  void shouldFindNobodyByAnIdThatIsAnAttack(String clientId) {
    Answer refused = ask("grant_type=client_credentials&client_secret=x&client_id=" + clientId);

    assertThat(refused.status()).isEqualTo(401);
  }

  @Test
  void shouldPublishKeysAndMetadata() throws Exception {
    JsonNode keys = service.client().get("/.well-known/jwks.json").body().path("keys");
    Answer metadata = service.client().get("/.well-known/openid-configuration");
    String token = askAs("grant_type=client_credentials").body().path("access_token").asText();
    JsonNode header =
        JsonMapper.builder().build().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[0]));

    assertThat(keys.findValuesAsText("kid")).contains(header.path("kid").asText());
    assertThat(header.path("alg").asText()).isEqualTo("EdDSA");
    assertThat(header.path("typ").asText()).isEqualTo("at+jwt");
    assertThat(metadata.body().path("issuer").asText()).isEqualTo(ISSUER);
    assertThat(metadata.body().path("token_endpoint").asText()).isEqualTo(ISSUER + "/oauth/token");
    assertThat(service.client().get("/.well-known/oauth-authorization-server").text())
        .isEqualTo(metadata.text());
  }

  @Test
  void shouldVerifyTheOldKeysTokensAfterARotationUntilTheyAreOver() {
    Instant before = now;
    try {
      String old = askAs("grant_type=client_credentials").body().path("access_token").asText();
      service.stop();
      service.startAgain();
      String fresh = askAs("grant_type=client_credentials").body().path("access_token").asText();

      assertThat(kid(fresh)).isNotEqualTo(kid(old));
      assertThat(elsewhere.authenticate(old)).isPresent();
      assertThat(elsewhere.authenticate(fresh)).isPresent();
      now = before.plus(Duration.ofMinutes(16));
      assertThat(elsewhere.authenticate(old)).isEmpty();
      now = before.plus(Duration.ofMinutes(61));
      String later = askAs("grant_type=client_credentials").body().path("access_token").asText();
      assertThat(elsewhere.authenticate(later)).isPresent();
      assertThat(service.client().get("/.well-known/jwks.json").body().findValuesAsText("kid"))
          .contains(kid(later))
          .doesNotContain(kid(old));
    } finally {
      now = before;
    }
  }

  @Test
  void shouldEndAKeyThatWasTakenFromTheDatabase() throws Exception {
    String token = askAs("grant_type=client_credentials").body().path("access_token").asText();
    assertThat(elsewhere.authenticate(token)).isPresent();
    workspace
        .database()
        .useHandle(
            handle ->
                handle.execute(
                    "UPDATE oauth_signing_keys SET verifies_until = ? WHERE key_id = ?",
                    now.minus(Duration.ofDays(2)).atOffset(ZoneOffset.UTC),
                    kid(token)));
    service.stop();
    service.startAgain();

    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(elsewhere.authenticate(token)).isEmpty());
  }

  private static String kid(String token) {
    String header =
        new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), StandardCharsets.UTF_8);
    return header.replaceFirst(".*\"kid\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void shouldSayThatItIsOffWithoutAKey() {
    InstantSource clock = () -> now;
    try (ServiceUnderTest off =
        ServiceUnderTest.start(
            () ->
                QueryModule.create(
                    new QueryConfig(
                        workspace.postgres(),
                        workspace.kafka(),
                        workspace.clickHouse(),
                        workspace.startup(),
                        QueryLimits.defaults(),
                        ChangeConfig.DEFAULT,
                        TokenIssuerConfig.OFF),
                    clock),
            clock)) {
      Answer answer =
          off.client()
              .send(
                  "POST",
                  "/oauth/token",
                  Map.of("Content-Type", FORM),
                  bytes("grant_type=client_credentials"));

      assertThat(answer.status()).isEqualTo(501);
      assertThat(answer.body().path("error_description").asText())
          .contains("METERHOUSE_OAUTH_SIGNING_KEY");
    }
  }

  @Test
  void shouldKeepNothingButAHashOfTheSecret() {
    String stored =
        workspace
            .database()
            .withHandle(
                handle ->
                    handle
                        .createQuery("SELECT c::text FROM oauth_clients c WHERE client_id = ?")
                        .bind(0, id)
                        .mapTo(String.class)
                        .one());

    assertThat(stored).contains(id).doesNotContain(secret.substring(4));
    assertThat(service.client().get(CLIENTS).text()).contains(id).doesNotContain(secret);
  }

  @Test
  void shouldNotLetACallerGiveWhatItDoesNotHave() {
    String reader = "platform/access:write";
    assertThat(createAs(reader, "{'name':'x','scopes':['usage:read']}").status()).isEqualTo(403);
    assertThat(createAs(reader, "{'name':'x','scopes':['access:write']}").status()).isEqualTo(201);
    String tenant = TestTokens.ofTenant("TEN-1");
    Answer acting = createAs(tenant, "{'name':'x','scopes':['usage:read'],'acts_for_users':true}");
    assertThat(acting.status()).isEqualTo(403);
    assertThat(acting.message()).contains("act for users");
    assertThat(
            createAs(tenant, "{'name':'x','tenant_id':'TEN-2','scopes':['usage:read']}").status())
        .isEqualTo(403);
    assertThat(
            createAs(tenant, "{'name':'x','scopes':['usage:read']}")
                .body()
                .path("client")
                .path("tenant_id")
                .asText())
        .isEqualTo("TEN-1");
  }

  @Test
  void shouldTellEverythingThatIsWrongWithAClient() {
    Answer refused =
        service
            .client()
            .post(CLIENTS, "{'scopes':['root'],'acts_for_users':'yes','tenant_id':'acme','x':1}");

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.fieldsAtFault())
        .containsExactlyInAnyOrder("name", "scopes[0]", "acts_for_users", "tenant_id", "x");
    assertThat(
            service
                .client()
                .post(CLIENTS, "{'name':'x','tenant_id':'TEN-no','scopes':['usage:read']}")
                .status())
        .isEqualTo(404);
  }

  @Test
  void shouldNotShowOrRevokeAClientOfAnotherTenant() {
    service.client().post("/api/v1/tenants", "{'tenant_id':'TEN-2','tenant_name':'Two'}");
    Map<String, String> other = Map.of("Authorization", "Bearer " + TestTokens.ofTenant("TEN-2"));

    Answer revoke = service.client().send("DELETE", CLIENTS + "/" + id, other, new byte[0]);
    Answer list = service.client().send("GET", CLIENTS, other, new byte[0]);

    assertThat(revoke.status()).isEqualTo(404);
    assertThat(list.text()).doesNotContain(id);
    assertThat(askAs("grant_type=client_credentials").status()).isEqualTo(200);
  }

  private static Answer createAs(String token, String singleQuoted) {
    return service.client().post(CLIENTS, singleQuoted, Map.of("Authorization", "Bearer " + token));
  }
}
