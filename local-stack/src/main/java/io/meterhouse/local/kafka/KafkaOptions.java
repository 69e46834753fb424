package io.meterhouse.local.kafka;

import io.meterhouse.local.process.Ports;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how the embedded broker runs.
 *
 * @param directory its home: data, log file
 * @param host address it listens on and tells its clients
 * @param port where clients connect; 0: a free one, kept as long as the engine object lives
 * @param maxHeapMegabytes largest heap of its JVM
 * @param shortLived whether to start quickly rather than run fast: much of a start is the JIT's
 *     work, and a test that ends soon never sees the return
 * @param startTimeout how long it may take until it is ready
 */
public record KafkaOptions(
    Path directory,
    String host,
    int port,
    int maxHeapMegabytes,
    boolean shortLived,
    Duration startTimeout) {

  private static final int MAX_HEAP_MEGABYTES = 512;

  /** Includes the recovery of every partition's last segment after a kill. */
  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);

  public KafkaOptions {
    directory = directory.toAbsolutePath().normalize();
  }

  /** Loopback, a free port. */
  public static KafkaOptions in(Path directory) {
    return new KafkaOptions(directory, Ports.LOOPBACK, 0, MAX_HEAP_MEGABYTES, false, START_TIMEOUT);
  }

  public KafkaOptions onPort(int fixedPort) {
    return new KafkaOptions(directory, host, fixedPort, maxHeapMegabytes, shortLived, startTimeout);
  }

  public KafkaOptions forShortLife(boolean isShort) {
    return new KafkaOptions(directory, host, port, maxHeapMegabytes, isShort, startTimeout);
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  Path logFile() {
    return directory.resolve("kafka.log");
  }

  Path pidFile() {
    return directory.resolve("kafka.pid");
  }
}
