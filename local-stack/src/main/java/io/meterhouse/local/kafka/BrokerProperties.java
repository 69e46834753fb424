package io.meterhouse.local.kafka;

import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The configuration of the one node that is broker and controller. */
final class BrokerProperties {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private BrokerProperties() {}

  static Properties of(KafkaServerArguments arguments) {
    Map<String, String> settings = new TreeMap<>();
    settings.putAll(network(arguments));
    settings.putAll(oneNode());
    settings.putAll(storage());
    settings.putAll(small());
    settings.put("log.dirs", arguments.dataDirectory().toString());
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  /** The same node as controller alone, which soon notices that there is no broker. */
  static Properties ofController(KafkaServerArguments arguments) {
    Properties properties = of(arguments);
    properties.put("process.roles", "controller");
    properties.put(
        "listeners",
        CONTROLLER_LISTENER + "://" + arguments.host() + ":" + arguments.controllerPort());
    properties.remove("advertised.listeners");
    properties.remove("inter.broker.listener.name");
    properties.put("broker.session.timeout.ms", "200");
    properties.put("broker.heartbeat.interval.ms", "50");
    return properties;
  }

  private static Map<String, String> network(KafkaServerArguments arguments) {
    String client = arguments.host() + ":" + arguments.port();
    String controller = arguments.host() + ":" + arguments.controllerPort();
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(NODE_ID),
        "listeners",
        "CLIENT://" + client + "," + CONTROLLER_LISTENER + "://" + controller,
        "advertised.listeners",
        "CLIENT://" + client,
        "listener.security.protocol.map",
        "CLIENT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT",
        "inter.broker.listener.name",
        "CLIENT",
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "controller.quorum.voters",
        NODE_ID + "@" + controller);
  }

  /** There is nobody to replicate to and, on a laptop, nobody to wait for. */
  private static Map<String, String> oneNode() {
    return Map.ofEntries(
        // A topic nobody created is a mistake in a name, not a topic with default settings.
        Map.entry("auto.create.topics.enable", "false"),
        Map.entry("default.replication.factor", "1"),
        Map.entry("min.insync.replicas", "1"),
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        // Lets clients notice a killed peer within a second instead of six.
        Map.entry("group.min.session.timeout.ms", "1000"),
        Map.entry("transaction.max.timeout.ms", "900000"),
        // The controller notices a broker that hangs within so long; one that was killed is fenced
        // before its successor starts (KilledBroker).
        Map.entry("broker.session.timeout.ms", "3000"),
        Map.entry("broker.heartbeat.interval.ms", "300"));
  }

  /**
   * No {@code log.flush.*}: a record counts as acknowledged when it is in the operating system's
   * page cache. {@code kill -9} of the broker loses nothing of that; only power failure or a kernel
   * crash could, and against those Kafka's own answer is more than one broker.
   */
  private static Map<String, String> storage() {
    return Map.of(
        "log.segment.bytes", Integer.toString(256 << 20),
        // Index files are mapped at full size for every active segment; this covers a segment.
        "log.index.size.max.bytes", Integer.toString(2 << 20),
        // Recovery after a kill reads the last segments; two threads for two cores.
        "num.recovery.threads.per.data.dir", "2",
        // The default of 128 MiB would be a quarter of the heap, allocated up front.
        "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20),
        "log.cleaner.backoff.ms", "5000");
  }

  private static Map<String, String> small() {
    return Map.of(
        // Few partitions of the internal topics: fewer files to open, recover and keep in memory.
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.num.partitions", "1",
        "num.partitions", "4",
        "num.network.threads", "2",
        "num.io.threads", "4",
        "background.threads", "2",
        "group.coordinator.threads", "2");
  }
}
