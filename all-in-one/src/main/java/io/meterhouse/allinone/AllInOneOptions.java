package io.meterhouse.allinone;

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

  AllInOneOptions {
    HttpPort.check(port);
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
  }
}
