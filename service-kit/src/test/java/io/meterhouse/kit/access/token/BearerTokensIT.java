package io.meterhouse.kit.access.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.metering.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an issuer on loopback, as they are and as attackers would like them. */
class BearerTokensIT {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final PublicJsonWebKey RSA = Forge.rsa("rsa-1");
  private static final PublicJsonWebKey EC = Forge.ec("ec-1");
  private static final PublicJsonWebKey ED = Forge.ed("ed-1");
  private static final String RS256 = "RS256";

  private final LoopbackIssuer issuer = new LoopbackIssuer();
  private final Map<String, AnnouncedKey> announced = new HashMap<>();
  private volatile Instant now = NOW;
  private BearerTokens tokens;

  @BeforeEach
  void start() {
    issuer.publish(RSA, EC, ED);
    restart(Map.of());
  }

  @AfterEach
  void stop() {
    tokens.close();
    issuer.close();
  }

  private void restart(Map<String, String> more) {
    if (tokens != null) {
      tokens.close();
    }
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "METERHOUSE_OAUTH_ISSUERS", issuer.url(), "METERHOUSE_OAUTH_JWKS_TIMEOUT", "20s"));
    environment.putAll(more);
    tokens =
        new BearerTokens(TokenConfig.from(Settings.of(environment)), () -> announced, () -> now);
  }

  private JwtClaims claims() {
    return Forge.claims(issuer.url(), NOW);
  }

  private Optional<Caller> ask(JwtClaims claims) {
    return tokens.authenticate(Forge.token(claims, RS256, RSA));
  }

  private Optional<Caller> askWith(Consumer<JwtClaims> change) {
    JwtClaims claims = claims();
    change.accept(claims);
    return ask(claims);
  }

  static Stream<Arguments> algorithms() {
    return Stream.of(
        Arguments.of(RS256, RSA), Arguments.of("ES256", EC), Arguments.of("EdDSA", ED));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldTakeATokenOfEachAlgorithm(String algorithm, PublicJsonWebKey key) {
    assertThat(tokens.authenticate(Forge.token(claims(), algorithm, key)))
        .contains(
            new Caller(
                issuer.url() + "#svc-1",
                TenantId.of("TEN-1"),
                EnumSet.of(Scope.USAGE_READ, Scope.USAGE_WRITE)));
  }

  @ParameterizedTest
  @MethodSource("algorithms")
  void shouldRefuseASignatureOfAnotherKeyUnderAKnownId(String algorithm, PublicJsonWebKey key) {
    PublicJsonWebKey mine =
        switch (algorithm) {
          case RS256 -> Forge.rsa(key.getKeyId());
          case "ES256" -> Forge.ec(key.getKeyId());
          default -> Forge.ed(key.getKeyId());
        };
    assertThat(tokens.authenticate(Forge.token(claims(), algorithm, mine))).isEmpty();
  }

  @Test
  void shouldRefuseATokenThatWasChangedAfterItWasSigned() {
    String[] parts = Forge.token(claims(), RS256, RSA).split("\\.");
    String other =
        new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
            .replace("TEN-1", "TEN-2");
    String changed =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(other.getBytes(StandardCharsets.UTF_8));

    assertThat(tokens.authenticate(parts[0] + "." + changed + "." + parts[2])).isEmpty();
    assertThat(tokens.authenticate(parts[0] + "." + parts[1] + "." + parts[2])).isPresent();
  }

  @Test
  void shouldRefuseATokenWithoutASignature() {
    String none = Forge.sign(Forge.signature(claims(), "none", null, "rsa-1"));
    String payload = none.split("\\.")[1];
    String header =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"alg\":\"none\",\"kid\":\"rsa-1\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(tokens.authenticate(none)).isEmpty();
    assertThat(tokens.authenticate(header + "." + payload + ".")).isEmpty();
    assertThat(tokens.authenticate(header + "." + payload + ".AAAA")).isEmpty();
  }

  @Test
  void shouldRefuseAnHmacMadeWithThePublicKey() {
    for (byte[] publicKey :
        List.of(RSA.getPublicKey().getEncoded(), RSA.toJson().getBytes(StandardCharsets.UTF_8))) {
      String confused =
          Forge.sign(
              Forge.signature(
                  claims(), "HS256", new SecretKeySpec(publicKey, "HmacSHA256"), "rsa-1"));
      assertThat(tokens.authenticate(confused)).isEmpty();
    }
  }

  @Test
  void shouldRefuseAnAlgorithmThatIsNotTheKeys() {
    JsonWebSignature rsUnderEc =
        Forge.signature(claims(), RS256, RSA.getPrivateKey(), EC.getKeyId());
    JsonWebSignature ps256 =
        Forge.signature(claims(), "PS256", RSA.getPrivateKey(), RSA.getKeyId());
    JsonWebSignature rs512 =
        Forge.signature(claims(), "RS512", RSA.getPrivateKey(), RSA.getKeyId());

    assertThat(tokens.authenticate(Forge.sign(rsUnderEc))).isEmpty();
    assertThat(tokens.authenticate(Forge.sign(ps256))).isEmpty();
    assertThat(tokens.authenticate(Forge.sign(rs512))).isEmpty();
  }

  @Test
  void shouldNotTakeAKeyThatTheTokenBrings() {
    PublicJsonWebKey mine = Forge.rsa("mine");
    try (LoopbackIssuer attacker = new LoopbackIssuer()) {
      attacker.publish(mine);
      for (String keyId : List.of("mine", "rsa-1")) {
        JsonWebSignature token = Forge.signature(claims(), RS256, mine.getPrivateKey(), keyId);
        token.setJwkHeader(mine);
        token.setHeader("jku", attacker.url() + "/keys");
        token.setHeader("x5u", attacker.url() + "/keys");
        assertThat(tokens.authenticate(Forge.sign(token))).isEmpty();
      }
      assertThat(attacker.fetches()).isZero();
    }
  }

  @Test
  void shouldRefuseAKeyIdThatIsMissing() {
    JsonWebSignature token = Forge.signature(claims(), RS256, RSA.getPrivateKey(), "rsa-1");
    token.getHeaders().setStringHeaderValue("kid", null);
    assertThat(tokens.authenticate(Forge.sign(token))).isEmpty();
  }

  @Test
  void shouldRefuseAHeaderWhoseFieldsAreNoTexts() {
    String claims = encoded("{\"iss\":\"" + issuer.url() + "\"}");
    for (String header :
        List.of(
            "{}",
            "[]",
            "{\"alg\":\"HS256\"}",
            "{\"alg\":\"RS256\",\"kid\":7}",
            "{\"alg\":7,\"kid\":\"rsa-1\"}",
            "{\"alg\":null,\"kid\":null}",
            "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"typ\":{}}",
            "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"crit\":7}")) {
      String token = encoded(header) + "." + claims + ".AA";
      assertThat(tokens.mayBeOfNewKey(token)).as(header).isFalse();
      assertThat(tokens.authenticate(token)).as(header).isEmpty();
    }
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldRefuseWeakKeysAndOtherCurvesAndKeysForEncryption() {
    PublicJsonWebKey weak = Forge.weakRsa("weak");
    PublicJsonWebKey other = Forge.ec384("other");
    PublicJsonWebKey encrypting = Forge.rsa("encrypting");
    encrypting.setUse("enc");
    issuer.publish(RSA, weak, other, encrypting);
    restart(Map.of());

    assertThat(ask(claims())).isPresent();
    assertThat(tokens.authenticate(Forge.token(claims(), RS256, weak))).isEmpty();
    assertThat(tokens.authenticate(Forge.token(claims(), "ES384", other))).isEmpty();
    assertThat(tokens.authenticate(Forge.token(claims(), RS256, encrypting))).isEmpty();
  }

  @Test
  void shouldRefuseATokenBeforeAndAfterItsTime() {
    long second = NOW.getEpochSecond();
    assertThat(askWith(it -> expire(it, second - 29))).isPresent();
    assertThat(askWith(it -> expire(it, second - 30))).isEmpty();
    assertThat(askWith(it -> it.setNotBefore(NumericDate.fromSeconds(second + 30)))).isPresent();
    assertThat(askWith(it -> it.setNotBefore(NumericDate.fromSeconds(second + 31)))).isEmpty();
    assertThat(askWith(it -> it.setIssuedAt(NumericDate.fromSeconds(second + 31)))).isEmpty();
    assertThat(askWith(it -> it.unsetClaim("exp"))).isEmpty();
    assertThat(askWith(it -> it.setStringClaim("exp", "tomorrow"))).isEmpty();
    assertThat(askWith(it -> it.setClaim("exp", Long.MAX_VALUE))).isEmpty();
    assertThat(askWith(it -> it.setClaim("iat", Long.MIN_VALUE))).isEmpty();
  }

  private static void expire(JwtClaims claims, long second) {
    claims.setIssuedAt(NumericDate.fromSeconds(second - 60));
    claims.setExpirationTime(NumericDate.fromSeconds(second));
  }

  @Test
  void shouldRefuseATokenThatWasGoodWhenItsTimeIsOver() {
    String token = Forge.token(claims(), RS256, RSA);
    assertThat(tokens.authenticate(token)).isPresent();
    now = NOW.plusSeconds(629);
    assertThat(tokens.authenticate(token)).isPresent();
    now = NOW.plusSeconds(630);
    assertThat(tokens.authenticate(token)).isEmpty();
  }

  @Test
  void shouldRefuseATokenThatLivesTooLong() {
    long second = NOW.getEpochSecond();
    long day = Duration.ofDays(1).toSeconds();
    assertThat(askWith(it -> it.setExpirationTime(NumericDate.fromSeconds(second + day))))
        .isPresent();
    assertThat(askWith(it -> it.setExpirationTime(NumericDate.fromSeconds(second + day + 1))))
        .isEmpty();
    assertThat(
            askWith(
                it -> {
                  it.unsetClaim("iat");
                  it.setExpirationTime(NumericDate.fromSeconds(second + day + 31));
                }))
        .isEmpty();
  }

  @Test
  void shouldRefuseAnotherIssuerAndAnotherAudience() {
    assertThat(askWith(it -> it.setIssuer("https://elsewhere.example"))).isEmpty();
    assertThat(askWith(it -> it.setIssuer(issuer.url() + "/"))).isEmpty();
    assertThat(askWith(it -> it.unsetClaim("iss"))).isEmpty();
    assertThat(askWith(it -> it.setAudience("another-service"))).isEmpty();
    assertThat(askWith(it -> it.unsetClaim("aud"))).isEmpty();
    assertThat(askWith(it -> it.setAudience("another-service", "meterhouse"))).isPresent();
  }

  @Test
  void shouldNotTakeAKeyOfOneIssuerForATokenOfAnother() {
    try (LoopbackIssuer second = new LoopbackIssuer()) {
      second.publish(EC);
      restart(Map.of("METERHOUSE_OAUTH_ISSUERS", issuer.url() + "," + second.url()));

      assertThat(askWith(it -> it.setIssuer(second.url()))).isEmpty();
      assertThat(ask(claims())).isPresent();
    }
  }

  @Test
  void shouldRefuseTokensThatAreNoAccessTokens() {
    JsonWebSignature token = Forge.signature(claims(), RS256, RSA.getPrivateKey(), "rsa-1");
    token.setHeader("typ", "logout+jwt");
    assertThat(tokens.authenticate(Forge.sign(token))).isEmpty();
    token.setHeader("typ", "at+jwt");
    assertThat(tokens.authenticate(Forge.sign(token))).isPresent();
  }

  @Test
  void shouldNotLookAtATokenThatIsTooLong() {
    restart(Map.of("METERHOUSE_OAUTH_MAX_TOKEN_CHARS", "2048"));
    assertThat(ask(claims())).isPresent();
    assertThat(askWith(it -> it.setStringClaim("padding", "x".repeat(2048)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "..", "eyJ.eyJ.", "eyJh.eyJh.AAAA", "eyJ.a.b.c.d", "mh_a_b"})
  void shouldRefuseWhatIsNoToken(String text) {
    assertThat(tokens.authenticate(text)).isEmpty();
  }

  @Test
  void shouldReadScopesInEitherFormAndGiveNothingForUnknownOnes() {
    assertThat(scopes(it -> it.setStringClaim("scope", "usage:read root  admin")))
        .containsExactly(Scope.USAGE_READ);
    assertThat(scopes(it -> it.setStringClaim("scope", "everything"))).isEmpty();
    assertThat(scopes(it -> it.unsetClaim("scope"))).isEmpty();
    assertThat(
            scopes(
                it -> {
                  it.unsetClaim("scope");
                  it.setStringListClaim("scp", "meter:read", "USAGE:READ");
                }))
        .containsExactly(Scope.METER_READ);
    assertThat(askWith(it -> it.setClaim("scope", 7))).isEmpty();
    assertThat(askWith(it -> it.setClaim("scope", List.of(7)))).isEmpty();
  }

  private java.util.Set<Scope> scopes(Consumer<JwtClaims> change) {
    return askWith(change).orElseThrow().scopes();
  }

  @Test
  void shouldNeverMakeAPlatformTokenOfOneWithoutATenant() {
    assertThat(askWith(it -> it.unsetClaim("tenant_id"))).isEmpty();
    assertThat(askWith(it -> it.setClaim("tenant_id", null))).isEmpty();
    assertThat(askWith(it -> it.setClaim("tenant_id", ""))).isEmpty();
    assertThat(askWith(it -> it.setClaim("tenant_id", "acme"))).isEmpty();
    assertThat(askWith(it -> it.setClaim("tenant_id", "TEN-1\nTEN-2"))).isEmpty();
    assertThat(askWith(it -> it.setClaim("tenant_id", List.of("TEN-1")))).isEmpty();
    assertThat(askWith(it -> it.setClaim("tenant_id", 1))).isEmpty();
    assertThat(askWith(it -> it.setClaim("platform", "true"))).isEmpty();
    assertThat(askWith(BearerTokensIT::makePlatform)).isEmpty();
  }

  @Test
  void shouldBelieveAPlatformIssuerThatSaysPlatform() {
    restart(Map.of("METERHOUSE_OAUTH_PLATFORM_ISSUERS", issuer.url()));

    assertThat(askWith(BearerTokensIT::makePlatform).orElseThrow().isPlatform()).isTrue();
    assertThat(askWith(it -> it.unsetClaim("tenant_id"))).isEmpty();
    assertThat(askWith(it -> it.setClaim("platform", true))).as("both").isEmpty();
    assertThat(ask(claims()).orElseThrow().tenant()).isEqualTo(TenantId.of("TEN-1"));
  }

  @Test
  void shouldLetOnlyAPlatformIssuerGiveTheRightToActForUsers() {
    Consumer<JwtClaims> acting = it -> it.setClaim("acts_for_users", true);
    assertThat(askWith(acting).orElseThrow().actsForUsers()).isFalse();

    restart(Map.of("METERHOUSE_OAUTH_PLATFORM_ISSUERS", issuer.url()));

    assertThat(askWith(acting).orElseThrow().actsForUsers()).isTrue();
    assertThat(ask(claims()).orElseThrow().actsForUsers()).isFalse();
    assertThat(askWith(it -> it.setClaim("acts_for_users", "yes"))).isEmpty();
  }

  private static void makePlatform(JwtClaims claims) {
    claims.unsetClaim("tenant_id");
    claims.setClaim("platform", true);
  }

  @Test
  void shouldReadTheTenantFromTheClaimThatIsConfigured() {
    restart(Map.of("METERHOUSE_OAUTH_TENANT_CLAIM", "https://acme.example/tenant"));

    assertThat(ask(claims())).isEmpty();
    assertThat(askWith(it -> it.setClaim("https://acme.example/tenant", "TEN-9")))
        .map(Caller::tenant)
        .contains(TenantId.of("TEN-9"));
  }

  @Test
  void shouldMakeASubjectHarmlessForLogs() {
    assertThat(askWith(it -> it.setSubject("a\nb\"c")).orElseThrow().id())
        .isEqualTo(issuer.url() + "#a%0Ab%22c");
    assertThat(askWith(it -> it.setSubject("x".repeat(201)))).isEmpty();
    assertThat(askWith(it -> it.unsetClaim("sub"))).isEmpty();
  }

  @Test
  void shouldFetchOnceForAStormOfUnknownKeys() throws Exception {
    assertThat(ask(claims())).isPresent();
    assertThat(issuer.fetches()).isEqualTo(1);
    now = NOW.plusSeconds(31);

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Caller>>> answers = new ArrayList<>();
      PublicJsonWebKey mine = Forge.ec("mine");
      for (int i = 0; i < 200; i++) {
        mine.setKeyId("forged-" + i);
        String forged = Forge.token(claims(), "ES256", mine);
        answers.add(threads.submit(() -> tokens.authenticate(forged)));
      }
      for (Future<Optional<Caller>> answer : answers) {
        assertThat(answer.get()).isEmpty();
      }
    }
    assertThat(issuer.fetches()).isEqualTo(2);
  }

  @Test
  void shouldLearnAKeyThatWasRotatedIn() {
    assertThat(ask(claims())).isPresent();
    PublicJsonWebKey next = Forge.rsa("rsa-2");
    issuer.publish(RSA, next);
    String token = Forge.token(claims(), RS256, next);

    assertThat(tokens.authenticate(token)).as("within the interval").isEmpty();
    now = NOW.plusSeconds(31);
    assertThat(tokens.authenticate(token)).isPresent();
  }

  @Test
  void shouldForgetAKeyThatWasTakenAwayAlsoForTokensThatItKnows() {
    JwtClaims claims = claims();
    claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 3_600));
    String token = Forge.token(claims, RS256, RSA);
    assertThat(tokens.authenticate(token)).isPresent();
    issuer.publish(EC);
    now = NOW.plus(Duration.ofMinutes(16));

    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> assertThat(tokens.authenticate(token)).isEmpty());
  }

  @Test
  void shouldBelieveTheKeysOfAnIssuerThatIsAwayForABoundedTime() {
    restart(Map.of("METERHOUSE_OAUTH_JWKS_MAX_AGE", "1h"));
    JwtClaims claims = claims();
    claims.setExpirationTime(NumericDate.fromSeconds(NOW.getEpochSecond() + 7_200));
    String token = Forge.token(claims, RS256, RSA);
    assertThat(tokens.authenticate(token)).isPresent();

    issuer.setAway(true);
    now = NOW.plus(Duration.ofMinutes(59));
    assertThat(tokens.authenticate(token)).isPresent();
    now = NOW.plus(Duration.ofMinutes(61));
    assertThat(tokens.authenticate(token)).isEmpty();
  }

  @Test
  void shouldAnswerTokensOfKnownKeysWhileTheIssuerHangs() throws Exception {
    assertThat(ask(claims())).isPresent();
    CountDownLatch mayEnd = new CountDownLatch(1);
    issuer.beforeAnswer(() -> awaitUninterrupted(mayEnd));
    now = NOW.plus(Duration.ofMinutes(16));
    JwtClaims fresh = Forge.claims(issuer.url(), now);

    assertThat(ask(fresh)).isPresent();
    await().atMost(Duration.ofMinutes(2)).until(() -> issuer.fetches() == 2);
    assertThat(ask(fresh)).isPresent();
    mayEnd.countDown();
  }

  @Test
  void shouldNotFetchKeysThatTheMetadataSendsElsewhereWithoutTls() {
    issuer.sendKeysTo("http://192.0.2.1/keys");
    restart(Map.of());
    assertThat(ask(claims())).isEmpty();
  }

  @Test
  void shouldTakeTheAddressOfTheKeysThatIsConfigured() {
    issuer.sendKeysTo("https://unused.invalid/keys");
    restart(Map.of("METERHOUSE_OAUTH_JWKS_URLS", issuer.url() + "=" + issuer.url() + "/keys"));
    assertThat(ask(claims())).isPresent();
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
