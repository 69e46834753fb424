package io.meterhouse.kit.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.config.TopicRetention;
import io.meterhouse.kit.lifecycle.Engine;
import io.meterhouse.kit.lifecycle.EngineWait;
import io.meterhouse.kit.lifecycle.StartupException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics that are missing; safe to run from several services at once. */
public final class TopicProvisioner {

  private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);

  private static final String RETENTION = "retention.ms";

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaConfig kafka;
  private final Topics topics;
  private final Engine engine;

  private TopicProvisioner(KafkaConfig kafka) {
    this.kafka = kafka;
    this.topics = new Topics(kafka);
    this.engine = BrokerProbe.engine(kafka);
  }

  /** Makes all topics. */
  public static void ensure(KafkaConfig kafka, StartupConfig startup) {
    ensure(kafka, startup, EnumSet.allOf(Topic.class));
  }

  /**
   * Waits for the broker, makes what is missing, and returns when every partition is served.
   *
   * @throws StartupException when the broker does not answer in time, or a topic is laid out
   *     otherwise than configured
   */
  public static void ensure(KafkaConfig kafka, StartupConfig startup, Collection<Topic> wanted) {
    TopicProvisioner provisioner = new TopicProvisioner(kafka);
    EngineWait.until(
        provisioner.engine,
        startup,
        () -> {
          // A client of its own each time: a host name that cannot be resolved fails its making.
          try (Admin admin = Admin.create(provisioner.adminProperties(startup))) {
            provisioner.createMissing(admin, wanted);
            provisioner.check(admin, wanted);
            provisioner.keepAsChosen(admin, wanted);
            provisioner.awaitServed(admin, wanted);
            return wanted;
          }
        });
  }

  private Map<String, Object> adminProperties(StartupConfig startup) {
    Map<String, Object> properties = kafka.clientProperties();
    // One attempt must not outlast the start's own patience by far.
    long millis = Math.min(REQUEST_TIMEOUT.toMillis(), Math.max(1, startup.timeout().toMillis()));
    String timeoutMillis = Long.toString(millis);
    properties.put("request.timeout.ms", timeoutMillis);
    properties.put("default.api.timeout.ms", timeoutMillis);
    return properties;
  }

  private void createMissing(Admin admin, Collection<Topic> wanted) throws Exception {
    Set<String> present = admin.listTopics().names().get();
    List<NewTopic> missing = new ArrayList<>();
    for (Topic topic : wanted) {
      if (!present.contains(topics.name(topic))) {
        missing.add(
            new NewTopic(topics.name(topic), topics.partitions(topic), (short) kafka.replication())
                .configs(settings(topic)));
      }
    }
    for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
      try {
        created.get();
      } catch (ExecutionException e) {
        // Another service was faster: what we wanted is there.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /**
   * A leader that is known may not serve its partition yet. What a producer sends then comes too
   * early or not, batch by batch; where a later one is taken first, those before it are refused as
   * out of order until they expire. Leaders answer for offsets when they serve.
   */
  private void awaitServed(Admin admin, Collection<Topic> wanted) throws Exception {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (Topic topic : wanted) {
      for (int partition = 0; partition < topics.partitions(topic); partition++) {
        ends.put(new TopicPartition(topics.name(topic), partition), OffsetSpec.latest());
      }
    }
    admin.listOffsets(ends).all().get();
  }

  private Map<String, String> settings(Topic topic) {
    Map<String, String> settings = new HashMap<>(topic.settings());
    topic.retention(kafka.retention()).ifPresent(kept -> settings.put(RETENTION, millis(kept)));
    if (kafka.replication() > 2) {
      // An acknowledged record survives the loss of one broker.
      settings.put("min.insync.replicas", "2");
    }
    return settings;
  }

  /** Asks the brokers only where somebody chose: it takes a permission that nothing else needs. */
  private void keepAsChosen(Admin admin, Collection<Topic> wanted) throws Exception {
    Map<ConfigResource, String> chosen = new HashMap<>();
    for (Topic topic : wanted) {
      topic
          .retention(kafka.retention())
          .filter(TopicRetention.Kept::isChosen)
          .ifPresent(kept -> chosen.put(resource(topic), millis(kept)));
    }
    if (chosen.isEmpty()) {
      return;
    }
    Map<ConfigResource, Config> present = admin.describeConfigs(chosen.keySet()).all().get();
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    chosen.forEach(
        (topic, millis) -> {
          Config config = present.get(topic);
          ConfigEntry before = config == null ? null : config.get(RETENTION);
          if (before == null || !millis.equals(before.value())) {
            LOG.info("topic {}: {} is {} from now on", topic.name(), RETENTION, millis);
            ConfigEntry entry = new ConfigEntry(RETENTION, millis);
            changes.put(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET)));
          }
        });
    admin.incrementalAlterConfigs(changes).all().get();
  }

  private ConfigResource resource(Topic topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topics.name(topic));
  }

  private static String millis(TopicRetention.Kept kept) {
    return Long.toString(kept.time().toMillis());
  }

  private void check(Admin admin, Collection<Topic> wanted) throws Exception {
    List<String> names = wanted.stream().map(topics::name).toList();
    Map<String, TopicDescription> found = admin.describeTopics(names).allTopicNames().get();
    for (Topic topic : wanted) {
      TopicDescription description = found.get(topics.name(topic));
      if (description == null
          || description.partitions().stream().anyMatch(p -> p.leader() == null)) {
        throw new IllegalStateException("topic " + topics.name(topic) + " has no leader yet");
      }
      int partitions = description.partitions().size();
      if (partitions != topics.partitions(topic)) {
        // A key would move to another partition, away from its twins and its state.
        throw new StartupException(
            "topic "
                + topics.name(topic)
                + " has "
                + partitions
                + " partitions (expected: "
                + topics.partitions(topic)
                + "). Set METERHOUSE_TOPIC_PARTITIONS to what it was made with, or use another"
                + " METERHOUSE_TOPIC_PREFIX.");
      }
    }
  }
}
