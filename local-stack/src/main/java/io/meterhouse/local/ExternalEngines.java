package io.meterhouse.local;

import java.util.Map;
import java.util.Optional;

/**
 * Engines that run already: the stack uses those that the environment names instead of its own.
 * ClickHouse's engine reads the environment by itself.
 */
final class ExternalEngines {

  static final String KAFKA = "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS";
  static final String POSTGRES = "METERHOUSE_POSTGRES_URL";
  static final String POSTGRES_USER = "METERHOUSE_POSTGRES_USER";
  static final String POSTGRES_PASSWORD = "METERHOUSE_POSTGRES_PASSWORD";

  private static final String DEFAULT_POSTGRES_USER = "meterhouse";

  private final Map<String, String> environment;

  ExternalEngines(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  Optional<String> kafka() {
    return named(KAFKA);
  }

  Optional<String> postgres() {
    return named(POSTGRES);
  }

  String postgresUser() {
    return named(POSTGRES_USER).orElse(DEFAULT_POSTGRES_USER);
  }

  String postgresPassword() {
    return named(POSTGRES_PASSWORD).orElse("");
  }

  private Optional<String> named(String key) {
    return Optional.ofNullable(environment.get(key)).filter(value -> !value.isBlank());
  }
}
