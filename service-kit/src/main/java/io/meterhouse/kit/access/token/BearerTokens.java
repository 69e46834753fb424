package io.meterhouse.kit.access.token;

import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.token.VerifiedTokens.Verified;
import java.net.http.HttpClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwx.Headers;
import org.jose4j.lang.JoseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves callers by signed access tokens (JWT) of configured issuers and of the built-in one.
 *
 * <p>The key is the issuer's of that id and nothing else: what a token's header says of keys
 * ({@code jku}, {@code x5u}, {@code jwk}) is not looked at, and the key decides which algorithm may
 * be used.
 */
public final class BearerTokens implements Authenticator, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);

  /** Header, claims, signature; what is encrypted has five parts. */
  private static final Pattern FORM = Pattern.compile("eyJ[\\w-]++\\.[\\w-]++\\.[\\w-]++");

  private static final List<String> TYPES = List.of("jwt", "at+jwt", "application/at+jwt");

  private final TokenConfig config;
  private final Supplier<Map<String, AnnouncedKey>> announced;
  private final InstantSource clock;
  private final HttpClient http;
  private final Map<String, TrustedIssuer> issuers = new HashMap<>();
  private final VerifiedTokens verified = new VerifiedTokens();

  /**
   * Begins to fetch the keys of the configured issuers; does not wait for them.
   *
   * @param announced the keys of the built-in issuer, by id, as they are known now
   */
  public BearerTokens(
      TokenConfig config, Supplier<Map<String, AnnouncedKey>> announced, InstantSource clock) {
    this.config = config;
    this.announced = announced;
    this.clock = clock;
    this.http = HttpClient.newBuilder().connectTimeout(config.jwks().timeout()).build();
    for (IssuerConfig issuer : config.issuers()) {
      RemoteKeys keys =
          new RemoteKeys(
              new JwksFetch(http, issuer, config.jwks().timeout()), config.jwks(), clock);
      keys.refresh();
      issuers.put(
          issuer.url(),
          new TrustedIssuer(issuer.url(), issuer.speaksForPlatform(), issuer.url() + "#", keys));
    }
  }

  /** Whether the text has the form of a token, and may be one as far as its length goes. */
  public boolean hasForm(String bearerToken) {
    return bearerToken.length() <= config.maxTokenChars() && FORM.matcher(bearerToken).matches();
  }

  @Override
  public Optional<Caller> authenticate(String bearerToken) {
    Optional<Verified> known = verified.find(bearerToken);
    if (known.isPresent() && isInForce(known.get())) {
      return known.map(Verified::caller);
    }
    verified.forget(bearerToken);
    return readable(bearerToken).isPresent() ? verify(bearerToken) : Optional.empty();
  }

  /** Whether the token names the built-in issuer, or one unknown, with a key that is not known. */
  public boolean mayBeOfNewKey(String bearerToken) {
    Optional<JsonWebSignature> signature = readable(bearerToken);
    try {
      return signature.isPresent()
          && !announced.get().containsKey(signature.get().getKeyIdHeaderValue())
          && !issuers.containsKey(issuerOf(signature.get()));
    } catch (InvalidJwtException | MalformedClaimException e) {
      return false;
    }
  }

  /** A token whose header is one: the library takes it for granted that its fields are texts. */
  private Optional<JsonWebSignature> readable(String bearerToken) {
    if (!hasForm(bearerToken)) {
      return Optional.empty();
    }
    try {
      JsonWebSignature signature =
          (JsonWebSignature) JsonWebSignature.fromCompactSerialization(bearerToken);
      Headers headers = signature.getHeaders();
      boolean isReadable =
          isText(headers, "alg")
              && isText(headers, "kid")
              && (headers.getObjectHeaderValue("typ") == null || isText(headers, "typ"));
      return isReadable ? Optional.of(signature) : Optional.empty();
    } catch (JoseException e) {
      return Optional.empty();
    }
  }

  private static boolean isText(Headers headers, String name) {
    return headers.getObjectHeaderValue(name) instanceof String;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private boolean isInForce(Verified token) {
    return clock.instant().isBefore(token.end())
        && issuer(token.issuer())
            .flatMap(issuer -> issuer.keys().find(token.key().keyId()))
            .filter(token.key()::equals)
            .isPresent();
  }

  private Optional<Caller> verify(String token) {
    Instant now = clock.instant();
    TokenKey key = new TokenKey(this::issuer);
    try {
      JwtContext context = consumer(key, now).process(token);
      checkType(context);
      TokenClaims claims = new TokenClaims(context.getJwtClaims(), key.issuer(), config);
      claims.checkTimes(now);
      Caller caller = claims.caller();
      verified.remember(
          token, new Verified(caller, key.issuer().name(), key.verificationKey(), claims.end()));
      return Optional.of(caller);
    } catch (InvalidJwtException e) {
      // Its message quotes the token, which may be another's and in force.
      LOG.debug("a token is refused: {}", TokenProblems.of(e));
    } catch (RefusedTokenException e) {
      LOG.debug("a token is refused: {}", e.getMessage());
    } catch (MalformedClaimException e) {
      LOG.debug("a token is refused: a claim is of another type than it should be");
    }
    return Optional.empty();
  }

  private JwtConsumer consumer(TokenKey key, Instant now) {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(ConstraintType.PERMIT, SigningAlgorithm.wireNames())
        .setVerificationKeyResolver(key)
        .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
        .setAllowedClockSkewInSeconds(Math.toIntExact(config.clockSkew().toSeconds()))
        .setRequireExpirationTime()
        .setExpectedAudience(config.audience())
        .build();
  }

  private Optional<TrustedIssuer> issuer(String name) {
    TrustedIssuer configured = issuers.get(name);
    return configured == null
        ? new AnnouncedIssuers(announced.get(), clock).named(name)
        : Optional.of(configured);
  }

  /**
   * An identity token, or one for logging out, is signed by the same key and is no access token.
   */
  private static void checkType(JwtContext context) throws RefusedTokenException {
    String type = context.getJoseObjects().getFirst().getHeader("typ");
    if (type != null && TYPES.stream().noneMatch(type::equalsIgnoreCase)) {
      throw new RefusedTokenException("typ is not that of an access token");
    }
  }

  static String issuerOf(JsonWebSignature signature)
      throws InvalidJwtException, MalformedClaimException {
    String issuer = JwtClaims.parse(signature.getUnverifiedPayload()).getIssuer();
    return issuer == null ? "" : issuer;
  }
}
