package io.meterhouse.benchmarks.ingest;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.benchmarks.server.CpuTime;
import io.meterhouse.benchmarks.server.ServerKind;
import io.meterhouse.benchmarks.server.ServerProcess;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import io.meterhouse.local.process.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Everything that takes part in a run: a broker, the servers, the topics. Of one thread. */
final class IngestRig implements AutoCloseable {

  private static final String TOPIC_PREFIX = "bench.";
  private static final String FORWARDED_TOPIC_PREFIX = "bench-forwarded.";
  private static final String BARE_TOPIC_PREFIX = "bench-bare.";

  /** As many a minute as the limits can count, one a nanosecond; a second brings far less. */
  private static final String OUT_OF_REACH = "60000000000";

  /** On, as in production, and never reached. */
  private static final List<String> RATE_LIMITS =
      List.of("TOKEN", "TENANT", "TOKEN_EVENTS", "TOKEN_BYTES", "TENANT_EVENTS", "TENANT_BYTES");

  private final Parts parts;
  private final KafkaEngine kafka;
  private final IngestConfig config;
  private final String token;
  private final Map<ServerKind, ServerProcess> servers = new EnumMap<>(ServerKind.class);

  /** What those servers write to that write. */
  private final Map<ServerKind, AcceptedTopic> topics = new EnumMap<>(ServerKind.class);

  /** Starts all of it, with data and logs under {@code directory}. */
  static IngestRig start(IngestPlan plan, Path directory, Map<String, String> environment) {
    Parts parts = new Parts();
    boolean isStarted = false;
    try {
      KafkaOptions options = KafkaOptions.in(directory.resolve("kafka"));
      KafkaEngine kafka = parts.add(KafkaEngine.start(options.forShortLife(plan.isTrial())));
      IngestRig rig = new IngestRig(plan, parts, kafka, directory, environment);
      isStarted = true;
      return rig;
    } finally {
      if (!isStarted) {
        parts.close();
      }
    }
  }

  private IngestRig(
      IngestPlan plan,
      Parts parts,
      KafkaEngine kafka,
      Path directory,
      Map<String, String> environment) {
    this.parts = parts;
    this.kafka = kafka;
    Map<String, String> ours = serverEnvironment(kafka.bootstrapServers());
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(ours);
    this.config = IngestConfig.from(Settings.of(all));
    this.token = IngestTopics.prepare(config.kafka(), config.startup());
    topics.put(ServerKind.INGEST, topic(TOPIC_PREFIX));
    topics.put(ServerKind.FORWARDER, topic(FORWARDED_TOPIC_PREFIX));
    startServers(plan, ours, directory);
  }

  private static Map<String, String> serverEnvironment(String bootstrapServers) {
    Map<String, String> settings = new HashMap<>();
    settings.put("METERHOUSE_HTTP_HOST", Ports.LOOPBACK);
    settings.put("METERHOUSE_HTTP_PORT", "0");
    settings.put("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
    settings.put("METERHOUSE_TOPIC_PREFIX", TOPIC_PREFIX);
    for (String limit : RATE_LIMITS) {
      settings.put("METERHOUSE_RATE_LIMIT_" + limit, OUT_OF_REACH);
    }
    return settings;
  }

  private void startServers(IngestPlan plan, Map<String, String> environment, Path directory) {
    ServerProcess.Life life = plan.isTrial() ? ServerProcess.Life.SHORT : ServerProcess.Life.LONG;
    try (ExecutorService starting = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<ServerKind, CompletableFuture<ServerProcess>> started = new EnumMap<>(ServerKind.class);
      for (ServerKind kind : ServerKind.values()) {
        started.put(
            kind,
            CompletableFuture.supplyAsync(
                () ->
                    parts.add(
                        ServerProcess.start(kind, life, environment(kind, environment), directory)),
                starting));
      }
      started.forEach((kind, server) -> servers.put(kind, server.join()));
    } catch (CompletionException e) {
      throw new BenchmarkException("a server cannot be started: " + e.getCause(), e);
    }
  }

  private static Map<String, String> environment(ServerKind kind, Map<String, String> environment) {
    Map<String, String> own = new HashMap<>(environment);
    if (kind == ServerKind.FORWARDER) {
      own.put("METERHOUSE_TOPIC_PREFIX", FORWARDED_TOPIC_PREFIX);
    }
    return own;
  }

  /** The customer's credentials, with every request. */
  Map<String, String> headers() {
    return Map.of("Authorization", "Bearer " + token);
  }

  ServerProcess server(ServerKind kind) {
    ServerProcess server = servers.get(kind);
    if (server == null) {
      throw new IllegalStateException(kind + " was not started");
    }
    return server;
  }

  /** What a server writes to. */
  AcceptedTopic topic(ServerKind server) {
    AcceptedTopic topic = topics.get(server);
    if (topic == null) {
      throw new IllegalStateException(server + " writes to no topic");
    }
    return topic;
  }

  /** How many records each server that writes has written. */
  Map<ServerKind, Long> records() {
    Map<ServerKind, Long> records = new EnumMap<>(ServerKind.class);
    topics.forEach((server, topic) -> records.put(server, topic.records()));
    return records;
  }

  /**
   * Holds all topics to what the servers' clients were told.
   *
   * @param before {@link #records()} before they wrote
   * @param accepted events by server; of the others none
   */
  void requireGrowth(Map<ServerKind, Long> before, Map<ServerKind, Long> accepted, String phase) {
    before.forEach(
        (server, records) ->
            topic(server).requireGrowth(records, accepted.getOrDefault(server, 0L), phase));
  }

  /** What the bare producer writes to. Closed by the rig. */
  AcceptedTopic bareTopic() {
    return topic(BARE_TOPIC_PREFIX);
  }

  /** Laid out as ingest's. */
  private AcceptedTopic topic(String prefix) {
    KafkaConfig ours = config.kafka();
    KafkaConfig kafka =
        new KafkaConfig(ours.bootstrapServers(), prefix, ours.partitions(), ours.replication());
    TopicProvisioner.ensure(kafka, config.startup(), EnumSet.of(Topic.USAGE_ACCEPTED));
    return parts.add(new AcceptedTopic(kafka));
  }

  /** With ingest's settings; closed by the rig. */
  BareProducer bareProducer(AcceptedTopic topic, List<ConsumerRecord<byte[], byte[]>> sample) {
    return parts.add(new BareProducer(config, topic.name(), sample));
  }

  /** The counters as they stand. */
  Cost cost(@Nullable ServerKind server) {
    return new Cost(
        server == null ? 0 : server(server).allocatedBytes(),
        server == null ? Duration.ZERO : CpuTime.of(server(server).pid()),
        CpuTime.of(kafka.pid()),
        CpuTime.ofThisProcess());
  }

  @Override
  public void close() {
    parts.close();
  }
}
