package io.meterhouse.local.kafka;

import io.meterhouse.local.process.ParentWatch;
import io.meterhouse.local.process.PortInUseException;
import io.meterhouse.local.process.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;

/**
 * The broker's own process: Kafka ends the JVM on some failures, and its death must not be ours.
 * Stops in an orderly way on SIGTERM and when its standard input ends.
 */
public final class KafkaServerMain {

  static final String READY_LINE = "kafka: ready at ";
  static final int EXIT_PORT_IN_USE = 98;
  private static final int EXIT_USAGE = 2;

  static final Duration STOP_GRACE = Duration.ofSeconds(20);
  private static final int READY_TIMEOUT_SECONDS = 60;

  private KafkaServerMain() {}

  public static void main(String[] args) throws Exception {
    KafkaServerArguments arguments = parseOrExit(args);
    ParentWatch.start(
        () -> System.exit(0), STOP_GRACE, () -> Runtime.getRuntime().halt(EXIT_USAGE));
    requirePortsOrExit(arguments);
    format(arguments.dataDirectory());
    if (KilledBroker.isIn(arguments.dataDirectory())) {
      KilledBroker.fence(arguments);
    }
    Properties properties = BrokerProperties.of(arguments);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-shutdown"));
    server.startup();
    String address = arguments.host() + ":" + arguments.port();
    awaitAnswer(address);
    System.out.println(READY_LINE + address);
    server.awaitShutdown();
  }

  private static KafkaServerArguments parseOrExit(String... args) {
    try {
      return KafkaServerArguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(EXIT_USAGE);
      throw e;
    }
  }

  private static void requirePortsOrExit(KafkaServerArguments arguments) {
    try {
      Ports.requireFree("Kafka", arguments.host(), arguments.port(), KafkaEngine.PORT_REMEDY);
      Ports.requireFree(
          "Kafka's controller", arguments.host(), arguments.controllerPort(), "start again");
    } catch (PortInUseException e) {
      System.err.println(e.getMessage());
      System.exit(EXIT_PORT_IN_USE);
    }
  }

  private static void format(Path dataDirectory) throws Exception {
    // Formatting writes this file last, so a directory without it was never formatted to the end.
    if (Files.exists(dataDirectory.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(dataDirectory);
    new Formatter()
        .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
        .setNodeId(BrokerProperties.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
        .setMetadataLogDirectory(dataDirectory.toString())
        .addDirectory(dataDirectory.toString())
        .setPrintStream(System.out)
        .run();
  }

  /** A port that is open is not yet a broker: ask it who it is, as a client would. */
  private static void awaitAnswer(String address)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, Object> client = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address);
    try (Admin admin = Admin.create(client)) {
      int nodes =
          admin.describeCluster().nodes().get(READY_TIMEOUT_SECONDS, TimeUnit.SECONDS).size();
      if (nodes != 1) {
        throw new IllegalStateException("broker nodes: " + nodes + " (expected: 1)");
      }
    }
  }
}
