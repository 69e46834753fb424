package io.meterhouse.kit.catalog;

import io.meterhouse.kit.access.AccessKeys;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.AuthenticatorBusyException;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.SignedRequest;
import io.meterhouse.kit.access.sigv4.SignedRequests;
import io.meterhouse.kit.access.token.BearerTokens;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.ServiceModule;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who sent a request, in every service: by the access keys and signing keys of the catalogue,
 * so that what is created or revoked in the control plane holds here a moment later and no request
 * waits for a database; by tokens of configured issuers; and by signatures of configured services.
 */
public final class CatalogAccess implements ServiceModule, Authenticator {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogAccess.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(2);

  private final AccessConfig config;
  private final InstantSource clock;
  private final SignedRequests signedRequests;
  private final Parts parts = new Parts();
  private volatile @Nullable Started started;

  private record Started(CatalogFollower catalog, BearerTokens tokens) {}

  private CatalogAccess(AccessConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    this.signedRequests = new SignedRequests(config.signatures(), clock);
  }

  /** Reaches no engine yet. */
  public static CatalogAccess create(AccessConfig config, InstantSource clock) {
    return new CatalogAccess(config, clock);
  }

  @Override
  public Optional<Caller> authenticate(String bearerToken) {
    Started running = started;
    if (running == null) {
      return Optional.empty();
    }
    CatalogFollower catalog = running.catalog();
    if (new AccessKeys(catalog.accessKeys(), clock).mayBeNew(bearerToken)
        || running.tokens().mayBeOfNewKey(bearerToken)) {
      // A key made a moment ago may not have reached us: ask before saying no. Callers at the same
      // time share one question, so guessing costs the broker no more than that.
      catchUp(catalog);
    }
    return running.tokens().hasForm(bearerToken)
        ? running.tokens().authenticate(bearerToken)
        : new AccessKeys(catalog.accessKeys(), clock).authenticate(bearerToken);
  }

  @Override
  public Optional<Caller> authenticate(SignedRequest request) {
    return signedRequests.authenticate(request);
  }

  /** A new key that was not heard of is no forged one: its owner is told to come again. */
  private static void catchUp(CatalogFollower following) {
    try {
      following.catchUp(CATCH_UP);
    } catch (CatalogException e) {
      LOG.warn("a key that is not known here cannot be looked up: {}", e.getMessage());
      throw new AuthenticatorBusyException(
          "whether this token is in force cannot be told at the moment");
    }
  }

  @Override
  public String name() {
    return "access";
  }

  @Override
  public List<RouteGroup> routes() {
    return List.of();
  }

  @Override
  public void start() {
    TopicProvisioner.ensure(config.kafka(), config.startup(), List.of(Topic.CATALOG));
    CatalogFollower catalog =
        parts.add(CatalogFollower.open(config.kafka(), config.startup(), clock));
    started =
        new Started(
            catalog, parts.add(new BearerTokens(config.tokens(), catalog::signingKeys, clock)));
  }

  @Override
  public List<String> problems() {
    return started == null ? List.of("not started") : parts.problems();
  }

  @Override
  public List<String> publicProblems() {
    return started == null ? List.of("not started") : parts.publicProblems();
  }

  @Override
  public void close() {
    started = null;
    parts.close();
  }
}
