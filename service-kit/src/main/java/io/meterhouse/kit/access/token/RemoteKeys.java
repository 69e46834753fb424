package io.meterhouse.kit.access.token;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that an issuer publishes. They are fetched beside the requests: one with a known key id
 * never waits, one with an unknown id waits for the fetch that is under way, if any may be, and
 * forged ids cause no more than one fetch an interval.
 */
final class RemoteKeys implements IssuerKeys {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

  private final JwksFetch source;
  private final JwksConfig config;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Fetched fetched = new Fetched(Map.of(), Instant.EPOCH);
  private @Nullable CompletableFuture<Void> running;
  private @Nullable Instant lastAttempt;

  private record Fetched(Map<String, VerificationKey> keys, Instant at) {}

  RemoteKeys(JwksFetch source, JwksConfig config, InstantSource clock) {
    this.source = source;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    Optional<VerificationKey> known = known(keyId);
    if (known.isPresent()) {
      if (isOlderThan(fetched, config.refreshAfter().toMillis())) {
        refresh();
      }
      return known;
    }
    Optional<CompletableFuture<Void>> fetch = refresh();
    if (fetch.isEmpty()) {
      return known;
    }
    await(fetch.get());
    return known(keyId);
  }

  /** Begins to fetch, or joins the fetch that is under way; empty where it is too early for one. */
  Optional<CompletableFuture<Void>> refresh() {
    lock.lock();
    try {
      if (running != null && !running.isDone()) {
        return Optional.of(running);
      }
      Instant now = clock.instant();
      if (lastAttempt != null && now.isBefore(lastAttempt.plus(config.minInterval()))) {
        return Optional.empty();
      }
      lastAttempt = now;
      running = CompletableFuture.runAsync(this::fetch, Thread::startVirtualThread);
      return Optional.of(running);
    } finally {
      lock.unlock();
    }
  }

  private Optional<VerificationKey> known(String keyId) {
    Fetched current = fetched;
    return isOlderThan(current, config.maxAge().toMillis())
        ? Optional.empty()
        : Optional.ofNullable(current.keys().get(keyId));
  }

  private boolean isOlderThan(Fetched current, long millis) {
    return clock.millis() - current.at().toEpochMilli() > millis;
  }

  private void fetch() {
    Instant begin = clock.instant();
    try {
      fetched = new Fetched(source.fetch(), begin);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the keys of issuer {} stay as they are: {}", source.issuer().url(), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(CompletableFuture<Void> fetch) {
    try {
      fetch.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("a token of issuer {} is judged by the keys as they are", source.issuer().url(), e);
    }
  }
}
