package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.access.ClientSecret;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.access.token.AnnouncedKey;
import io.meterhouse.kit.access.token.SigningKey;
import io.meterhouse.kit.http.error.ApiException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens while the services cannot be told of the key that signs them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenIssuerTest {

  private static final OAuthClient CLIENT =
      new OAuthClientRequest("sdk", null, EnumSet.of(Scope.USAGE_READ), false)
          .with(ClientSecret.generate(new SecureRandom()), Instant.EPOCH);

  private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private final Announcements announcements = new Announcements();
  private final TokenIssuer issuer =
      new TokenIssuer(
          new TokenIssuerConfig(
              SigningKey.parse(SigningKey.generatePem(new SecureRandom())),
              "https://meterhouse.example",
              "meterhouse",
              "tenant_id",
              Duration.ofMinutes(15)),
          announcements,
          () -> now);

  /** Brokers that are there, away, or hang. */
  private static final class Announcements implements SigningKeyStore {

    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile boolean fails;
    private volatile int attempts;

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // The issuer lets one in at a time.
    public void announce(AnnouncedKey key, Instant forgetBefore) {
      attempts++;
      began.countDown();
      try {
        if (hangs && !mayEnd.await(50, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody let it end");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
      if (fails) {
        throw ApiException.unavailable("the brokers are away", Duration.ofSeconds(5));
      }
    }

    @Override
    public List<AnnouncedKey> inForce(Instant now) {
      return List.of();
    }
  }

  private TokenIssuer.Issued ask() {
    return issuer.issue(CLIENT, EnumSet.of(Scope.USAGE_READ));
  }

  private void assertRefusedAsUnavailable() {
    assertThatThrownBy(this::ask)
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.status()).isEqualTo(503));
  }

  @Test
  void shouldRefuseRatherThanQueueWhileAnAnnouncementHangs() throws Exception {
    announcements.hangs = true;
    CompletableFuture<TokenIssuer.Issued> first =
        CompletableFuture.supplyAsync(this::ask, Thread::startVirtualThread);
    announcements.began.await();

    assertRefusedAsUnavailable();

    assertThat(first).isNotDone();
    announcements.mayEnd.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS).accessToken()).isNotBlank();
    assertThat(ask().accessToken()).isNotBlank();
    assertThat(announcements.attempts).isEqualTo(1);
  }

  @Test
  void shouldTryNoAnnouncementForAMomentAfterOneFailed() {
    announcements.fails = true;
    for (int i = 0; i < 3; i++) {
      assertRefusedAsUnavailable();
    }
    assertThat(announcements.attempts).isEqualTo(1);

    now = now.plusSeconds(1);
    assertRefusedAsUnavailable();
    assertThat(announcements.attempts).isEqualTo(2);

    announcements.fails = false;
    now = now.plusSeconds(1);
    assertThat(ask().accessToken()).isNotBlank();
  }
}
