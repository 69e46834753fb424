package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.kit.config.KafkaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long identities are kept on disk and in their changelog, when the deduplication window is
 * changed. Kafka Streams configures a changelog when it makes it and never again, and names
 * segments on disk by an interval that follows from its retention.
 */
final class IdentityRetention {

  private static final Logger LOG = LoggerFactory.getLogger(IdentityRetention.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String FILE = "identity-retention";

  private IdentityRetention() {}

  /**
   * As long as the window needs, or longer where the changelog is kept longer: identities of a
   * window that was wider stand in wider buckets, and what the changelog has is worth reading.
   * Lengthens the changelog's retention where it is too short, and ends its compaction where a
   * release that had it compacted has made it.
   */
  static Duration settle(KafkaConfig kafka, Duration window) {
    Duration needed = IdentityMemory.retention(window);
    String changelog = StreamsProperties.changelog(kafka, AggregatorTopology.SEEN_STORE);
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, changelog);
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
    try (Admin admin = Admin.create(properties)) {
      Optional<Config> changelogNow = config(admin, topic);
      changelogNow.ifPresent(config -> endCompaction(admin, topic, config));
      Optional<Duration> kept = changelogNow.flatMap(IdentityRetention::retention);
      if (kept.isEmpty()) {
        return needed;
      }
      Duration present = kept.get().minus(StreamsProperties.CHANGELOG_RESERVE);
      if (present.compareTo(needed) < 0) {
        lengthen(admin, topic, needed.plus(StreamsProperties.CHANGELOG_RESERVE));
        return needed;
      }
      return present;
    }
  }

  /**
   * Drops local state whose segments have the names of another retention: they would not be found
   * again. The changelog has them.
   */
  static void layOut(KafkaStreams streams, Path stateDir, Duration retention) {
    Path file = stateDir.resolve(FILE);
    String wanted = retention.toString();
    try {
      if (Files.exists(file) && Files.readString(file).strip().equals(wanted)) {
        return;
      }
      streams.cleanUp();
      Path fresh = Files.createTempFile(stateDir, FILE, ".tmp");
      Files.writeString(fresh, wanted);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("retention of identities in " + stateDir, e);
    }
  }

  /** Empty where there is no such topic. */
  private static Optional<Config> config(Admin admin, ConfigResource topic) {
    try {
      return get(admin.describeConfigs(List.of(topic)).all()).values().stream().findFirst();
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /** Empty where it is kept for ever. */
  private static Optional<Duration> retention(Config config) {
    String millis = config.get(TopicConfig.RETENTION_MS_CONFIG).value();
    return Optional.of(Duration.ofMillis(Long.parseLong(millis)))
        .filter(retention -> !retention.isNegative());
  }

  private static void lengthen(Admin admin, ConfigResource topic, Duration retention) {
    set(admin, topic, TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
    LOG.info("{} is kept for {} from now on: the deduplication window is wider", topic, retention);
  }

  private static void endCompaction(Admin admin, ConfigResource topic, Config config) {
    String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
    if (policy.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
      return;
    }
    try {
      set(admin, topic, TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      LOG.info("{} is not compacted from now on, it was {}", topic, policy);
    } catch (AuthorizationException | PolicyViolationException e) {
      LOG.warn(
          "{} stays {}, which costs the brokers work for nothing: this user may not change it to {}",
          topic,
          policy,
          TopicConfig.CLEANUP_POLICY_DELETE,
          e);
    }
  }

  private static void set(Admin admin, ConfigResource topic, String key, String value) {
    Collection<AlterConfigOp> set =
        List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
    get(admin.incrementalAlterConfigs(Map.of(topic, set)).all());
  }

  private static <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptException(e);
    }
  }
}
