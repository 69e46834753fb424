package io.meterhouse.kit.catalog;

import io.meterhouse.kit.access.AccessKeys;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
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
 * Proves callers by the access keys of the catalogue, in every service: what is created or revoked
 * in the control plane holds here a moment later, and no request waits for a database.
 */
public final class CatalogAccess implements ServiceModule, Authenticator {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogAccess.class);
  private static final Duration CATCH_UP = Duration.ofSeconds(2);

  private final KafkaConfig kafka;
  private final StartupConfig startup;
  private final InstantSource clock;
  private final Parts parts = new Parts();
  private volatile @Nullable CatalogFollower catalog;

  private CatalogAccess(KafkaConfig kafka, StartupConfig startup, InstantSource clock) {
    this.kafka = kafka;
    this.startup = startup;
    this.clock = clock;
  }

  /** Reaches no engine yet. */
  public static CatalogAccess create(
      KafkaConfig kafka, StartupConfig startup, InstantSource clock) {
    return new CatalogAccess(kafka, startup, clock);
  }

  @Override
  public Optional<Caller> authenticate(String bearerToken) {
    CatalogFollower following = catalog;
    if (following == null) {
      return Optional.empty();
    }
    AccessKeys keys = new AccessKeys(following.accessKeys(), clock);
    if (keys.mayBeNew(bearerToken)) {
      // A key made a moment ago may not have reached us: ask before saying no. Callers at the same
      // time share one question, so guessing costs the broker no more than that.
      catchUp(following);
      keys = new AccessKeys(following.accessKeys(), clock);
    }
    return keys.authenticate(bearerToken);
  }

  private static void catchUp(CatalogFollower following) {
    try {
      following.catchUp(CATCH_UP);
    } catch (CatalogException e) {
      LOG.warn("an unknown key is judged by the catalogue as it was: {}", e.getMessage());
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
    TopicProvisioner.ensure(kafka, startup, List.of(Topic.CATALOG));
    catalog = parts.add(CatalogFollower.open(kafka, startup, clock));
  }

  @Override
  public List<String> problems() {
    return catalog == null ? List.of("not started") : parts.problems();
  }

  @Override
  public void close() {
    catalog = null;
    parts.close();
  }
}
