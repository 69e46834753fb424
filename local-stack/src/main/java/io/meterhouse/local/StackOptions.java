package io.meterhouse.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * Which engines a stack starts, and where.
 *
 * @param dataDirectory everything the engines keep
 * @param kafkaPort 0: a free one
 * @param clickHousePort 0: a free one
 * @param postgresPort 0: a free one
 * @param shortLived whether the engines should start quickly rather than run fast, for tests
 * @param environment may name engines that run already, see {@link ExternalEngines}
 */
public record StackOptions(
    Path dataDirectory,
    int kafkaPort,
    int clickHousePort,
    int postgresPort,
    boolean shortLived,
    Map<String, String> environment) {

  public StackOptions {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
  }

  /** Free ports, and the environment of this process. */
  public static StackOptions in(Path dataDirectory) {
    return new StackOptions(dataDirectory, 0, 0, 0, false, System.getenv());
  }

  public StackOptions onPorts(int kafka, int clickHouse, int postgres) {
    return new StackOptions(dataDirectory, kafka, clickHouse, postgres, shortLived, environment);
  }

  public StackOptions forShortLife() {
    return new StackOptions(
        dataDirectory, kafkaPort, clickHousePort, postgresPort, true, environment);
  }
}
