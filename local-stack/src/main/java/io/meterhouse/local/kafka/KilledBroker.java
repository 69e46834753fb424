package io.meterhouse.local.kafka;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A broker that ended without saying so, as after {@code kill -9}.
 *
 * <p>The controller's records still have it as alive and as the leader of every partition. A
 * successor that begins with these records takes up the transactions that the kill cut off, and
 * loses its partitions while it does so, when the controller notices that the old broker is gone;
 * the markers that end those transactions are then skipped as if for deleted topics, the
 * transactions are kept as ended, and readers of committed records wait at them for ever (Kafka
 * 4.3.1). Hence the controller runs alone first, until it has noticed: the successor leads nothing
 * until it leads everything.
 */
final class KilledBroker {

  /** Written by an orderly stop, removed by the next start. */
  private static final String CLEAN_STOP = ".kafka_cleanshutdown";

  private static final String TRANSACTIONS = "__transaction_state-*";
  private static final String FENCED_BROKERS =
      "kafka.controller:type=KafkaController,name=FencedBrokerCount";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int POLL_MILLIS = 20;

  private KilledBroker() {}

  /** Whether such a one left transactions in a data directory. */
  static boolean isIn(Path dataDirectory) throws IOException {
    if (Files.exists(dataDirectory.resolve(CLEAN_STOP))) {
      return false;
    }
    try (DirectoryStream<Path> found = Files.newDirectoryStream(dataDirectory, TRANSACTIONS)) {
      return found.iterator().hasNext();
    }
  }

  /**
   * Runs the controller until its records have the broker as gone.
   *
   * @throws TimeoutException if that takes too long
   */
  static void fence(KafkaServerArguments arguments)
      throws InterruptedException, TimeoutException, JMException {
    KafkaRaftServer controller =
        new KafkaRaftServer(
            KafkaConfig.fromProps(BrokerProperties.ofController(arguments), false), Time.SYSTEM);
    controller.startup();
    try {
      awaitFenced();
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static void awaitFenced() throws InterruptedException, TimeoutException, JMException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (fencedBrokers() == 0) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException(
            "the controller still has the killed broker as alive after " + PATIENCE);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** The controller tells of it by this one of its published metrics, and by nothing else. */
  private static int fencedBrokers() throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      return beans.getAttribute(new ObjectName(FENCED_BROKERS), "Value") instanceof Number count
          ? count.intValue()
          : 0;
    } catch (InstanceNotFoundException e) {
      // The controller has not come so far yet.
      return 0;
    }
  }
}
