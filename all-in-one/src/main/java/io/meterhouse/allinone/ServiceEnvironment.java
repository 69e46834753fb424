package io.meterhouse.allinone;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.local.EngineAddresses;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings that the services would get from their environment in production: those of the
 * process, with the addresses of the engines that were started beside it. An engine that the
 * environment names keeps the credentials that were given with its address; ours have their own.
 */
final class ServiceEnvironment {

  private static final String KAFKA = "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS";
  private static final String CLICKHOUSE = "METERHOUSE_CLICKHOUSE_";
  private static final String POSTGRES = "METERHOUSE_POSTGRES_";
  private static final String SIGNING_KEY = "METERHOUSE_OAUTH_SIGNING_KEY";
  private static final List<String> CREDENTIALS = List.of("USER", "PASSWORD");
  private static final Map<String, String> DECIDED_HERE =
      Map.of(
          "METERHOUSE_HTTP_HOST", "nothing, they listen on the loopback address",
          "METERHOUSE_HTTP_PORT", "--port",
          "METERHOUSE_STATE_DIR", "--data-dir");

  /**
   * Limits for one owner who posts from the same machine: only what the machine cannot do anyway is
   * too much. Whoever sets one gets that one.
   */
  private static final Map<String, String> BY_DEFAULT =
      Map.of(
          "METERHOUSE_RATE_LIMIT_TOKEN", "6000000",
          "METERHOUSE_RATE_LIMIT_TENANT", "6000000",
          "METERHOUSE_RATE_LIMIT_TOKEN_EVENTS", "600000000",
          "METERHOUSE_RATE_LIMIT_TENANT_EVENTS", "600000000",
          "METERHOUSE_RATE_LIMIT_TOKEN_BYTES", "off",
          "METERHOUSE_RATE_LIMIT_TENANT_BYTES", "off");

  private final Map<String, String> named;

  private ServiceEnvironment(Map<String, String> named) {
    this.named = Map.copyOf(named);
  }

  /**
   * Reads the files of secrets, so that engines and services see plain values.
   *
   * @throws ConfigurationException for a setting that nothing reads, one that is decided here, or a
   *     file that cannot be read
   */
  static ServiceEnvironment of(Map<String, String> environment) {
    Settings settings = Settings.of(environment);
    settings.check();
    Map<String, String> set = settings.values();
    refuseWhatIsDecidedHere(set);
    Map<String, String> plain = new HashMap<>(environment);
    plain.putAll(set);
    // Its values are here now, and those that are taken away below must not come back from it.
    plain.remove("METERHOUSE_CONFIG");
    for (String engine : List.of(CLICKHOUSE, POSTGRES)) {
      plain.put(engine + "PASSWORD", settings.secret(engine + "PASSWORD"));
      plain.remove(engine + "PASSWORD_FILE");
      if (!isNamed(set, engine + "URL")) {
        CREDENTIALS.forEach(credential -> plain.remove(engine + credential));
      }
    }
    return new ServiceEnvironment(plain);
  }

  /** Settings of a service alone; to take them and do otherwise would mislead. */
  private static void refuseWhatIsDecidedHere(Map<String, String> environment) {
    DECIDED_HERE.forEach(
        (key, instead) -> {
          if (isNamed(environment, key)) {
            throw new ConfigurationException(
                "%s is for a service by itself (expected with up and demo: %s)"
                    .formatted(key, instead));
          }
        });
  }

  /** What the engines look at: which of them runs elsewhere, and how to get in. */
  Map<String, String> named() {
    return named;
  }

  /** Whether PostgreSQL is started here, and runs nowhere else. */
  boolean startsPostgres() {
    return !isNamed(named, POSTGRES + "URL");
  }

  /** What the services look at. */
  Settings beside(EngineAddresses engines, AllInOneOptions options) {
    Map<String, String> all = new HashMap<>(named);
    BY_DEFAULT.forEach(
        (key, value) -> {
          if (!isNamed(named, key)) {
            all.put(key, value);
          }
        });
    all.put("METERHOUSE_HTTP_HOST", InetAddress.getLoopbackAddress().getHostAddress());
    all.put("METERHOUSE_HTTP_PORT", Integer.toString(options.port()));
    all.put("METERHOUSE_STATE_DIR", options.dataDirectory().resolve("stream-state").toString());
    if (!isNamed(all, SIGNING_KEY) && !isNamed(all, SIGNING_KEY + "_FILE")) {
      all.put(SIGNING_KEY + "_FILE", LocalSigningKey.in(options.dataDirectory()).toString());
    }
    all.put(KAFKA, engines.kafkaBootstrapServers());
    all.put(CLICKHOUSE + "URL", engines.clickHouseUrl());
    all.put(POSTGRES + "URL", engines.postgresUrl());
    all.put(POSTGRES + "USER", engines.postgresUser());
    all.put(POSTGRES + "PASSWORD", engines.postgresPassword());
    return Settings.of(all);
  }

  private static boolean isNamed(Map<String, String> environment, String key) {
    return !environment.getOrDefault(key, "").isBlank();
  }
}
