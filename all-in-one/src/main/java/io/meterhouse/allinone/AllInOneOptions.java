package io.meterhouse.allinone;

import io.meterhouse.kit.lifecycle.StartupException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What an all-in-one process is started with.
 *
 * @param port HTTP port on the loopback address; 0 takes a free one
 * @param dataDirectory everything that outlives the process: engines, stream state, logs
 * @param shortLived whether to start quickly rather than run fast
 * @param environment settings of the services and engines to use instead of embedded ones
 */
record AllInOneOptions(
    int port, Path dataDirectory, boolean shortLived, Map<String, String> environment) {

  private static final int MAX_PORT = 65_535;

  AllInOneOptions {
    checkPort(port);
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
  }

  /**
   * @throws StartupException where there is no such port
   */
  static void checkPort(int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new StartupException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
    }
  }
}
