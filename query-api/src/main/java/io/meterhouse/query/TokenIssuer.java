package io.meterhouse.query;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.access.token.AnnouncedKey;
import io.meterhouse.kit.access.token.SigningKey;
import io.meterhouse.kit.access.token.TokenContent;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues access tokens that every service believes without asking anybody.
 *
 * <p>A key is announced with an end, which is moved on before a token would outlive it. So a key
 * that took the place of another needs no more than to be configured: the old one verifies until
 * the tokens that it signed are over, and then ends by itself, also while some instances still sign
 * with it.
 */
public final class TokenIssuer {

  private static final Logger LOG = LoggerFactory.getLogger(TokenIssuer.class);

  /** How far the end is moved on, in lifetimes: one announcement for many tokens. */
  private static final int ANNOUNCED_LIFETIMES = 4;

  /** The catalogue keeps a key that ended for whoever looks at it later than its clock says. */
  private static final Duration KEPT_AFTER_END = Duration.ofDays(1);

  /** How long a token waits for an announcement of another's; the rest is refused, not queued. */
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);

  /** How long nobody tries again after an announcement failed. */
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

  private final TokenIssuerConfig config;
  private final SigningKeyStore keys;
  private final InstantSource clock;
  private final ReentrantLock announcing = new ReentrantLock();
  private volatile Instant announcedUntil = Instant.EPOCH;
  private volatile @Nullable Instant failedAt;

  /** Announces nothing yet. */
  public TokenIssuer(TokenIssuerConfig config, SigningKeyStore keys, InstantSource clock) {
    this.config = config;
    this.keys = keys;
    this.clock = clock;
  }

  /** A token and how long it lives. */
  public record Issued(String accessToken, Duration lifetime) {}

  /**
   * A token for that client with those of its scopes.
   *
   * @throws ApiException 501 where there is no key; 503 where its key cannot be announced now
   */
  public Issued issue(OAuthClient client, Set<Scope> scopes) {
    SigningKey key = key();
    Instant now = clock.instant();
    Instant end = now.plus(config.lifetime());
    announce(key, now, end);
    TokenContent content =
        new TokenContent(
            config.issuer(),
            config.audience(),
            UUID.randomUUID().toString(),
            client.clientId(),
            client.tenant(),
            scopes,
            client.actsForUsers(),
            now,
            end);
    return new Issued(key.sign(content, config.tenantClaim()), config.lifetime());
  }

  /**
   * Returns where there is something to sign with.
   *
   * @throws ApiException 501 where there is nothing
   */
  public void requireOn() {
    key();
  }

  /** {@code iss} of its tokens, and where it is reached. */
  public String name() {
    return config.issuer();
  }

  /** The public keys that verify its tokens now (RFC 7517). */
  public List<Map<String, Object>> publicKeys() {
    return keys.inForce(clock.instant()).stream().map(AnnouncedKey::toJwk).toList();
  }

  /** Lets every service know the key before the first token comes, if they can be told now. */
  public void announceIfOn() {
    SigningKey key = config.key();
    if (key == null) {
      return;
    }
    Instant now = clock.instant();
    try {
      announce(key, now, now.plus(config.lifetime()));
    } catch (ApiException e) {
      LOG.warn("{}; it is tried again with the first token", e.getMessage());
    }
  }

  private void announce(SigningKey key, Instant now, Instant needed) {
    if (!needed.isAfter(announcedUntil)) {
      return;
    }
    refuseSoonAfterFailure();
    if (!isOurTurn()) {
      throw notNow();
    }
    try {
      if (needed.isAfter(announcedUntil)) {
        refuseSoonAfterFailure();
        announceNow(key, now);
      }
    } finally {
      announcing.unlock();
    }
  }

  private void announceNow(SigningKey key, Instant now) {
    Instant until = now.plus(config.lifetime().multipliedBy(ANNOUNCED_LIFETIMES));
    boolean isAnnounced = false;
    try {
      keys.announce(key.announced(config.issuer(), until), now.minus(KEPT_AFTER_END));
      isAnnounced = true;
    } finally {
      // Of the time after it: the attempt itself may have taken longer than the pause.
      failedAt = isAnnounced ? null : clock.instant();
    }
    announcedUntil = until;
  }

  private boolean isOurTurn() {
    try {
      return announcing.tryLock(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void refuseSoonAfterFailure() {
    Instant failed = failedAt;
    if (failed != null
        && Duration.between(failed, clock.instant()).abs().compareTo(PAUSE_AFTER_FAILURE) < 0) {
      throw notNow();
    }
  }

  private static ApiException notNow() {
    return ApiException.unavailable(
        "the services cannot be told of the signing key at the moment", PAUSE_AFTER_FAILURE);
  }

  private SigningKey key() {
    SigningKey key = config.key();
    if (key == null) {
      throw new ApiException(
          ApiError.NOT_CONFIGURED,
          "the built-in issuer is off: METERHOUSE_OAUTH_SIGNING_KEY of query-api is not set",
          List.of());
    }
    return key;
  }
}
