package io.meterhouse.local;

import io.meterhouse.local.clickhouse.ClickHouseEngine;
import io.meterhouse.local.clickhouse.EngineSettings;
import io.meterhouse.local.kafka.KafkaEngine;
import io.meterhouse.local.kafka.KafkaOptions;
import io.meterhouse.local.postgres.PostgresEngine;
import io.meterhouse.local.postgres.PostgresOptions;
import io.meterhouse.local.process.DirectoryLock;
import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.EngineStartException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka, ClickHouse and PostgreSQL on one data directory, started side by side, each in a process
 * of its own. An engine that the environment names ({@code METERHOUSE_KAFKA_BOOTSTRAP_SERVERS},
 * {@code METERHOUSE_CLICKHOUSE_URL}, {@code METERHOUSE_POSTGRES_URL}) is used instead of one of
 * ours.
 */
public final class LocalStack implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LocalStack.class);

  /** First to last; they are stopped the other way round. */
  private static final List<String> ORDER = List.of("PostgreSQL", "ClickHouse", "Kafka");

  private final DirectoryLock lock;
  private final List<Engine> engines;
  private final EngineAddresses addresses;
  private final Supervisor supervisor = new Supervisor();

  private LocalStack(DirectoryLock lock, List<Engine> engines, EngineAddresses addresses) {
    this.lock = lock;
    this.engines = List.copyOf(engines);
    this.addresses = addresses;
  }

  /**
   * Starts what the environment does not name, and waits until all of it is ready.
   *
   * @throws EngineStartException if one engine cannot be started; the others are stopped again
   * @throws io.meterhouse.local.process.DirectoryInUseException if another process has the
   *     directory
   */
  public static LocalStack start(StackOptions options) {
    DirectoryLock lock = DirectoryLock.acquire(options.dataDirectory());
    boolean started = false;
    try {
      ExternalEngines external = new ExternalEngines(options.environment());
      List<Engine> engines = new ArrayList<>(ParallelStart.all(starts(options, external)));
      engines.sort(Comparator.comparingInt(engine -> ORDER.indexOf(engine.name())));
      started = true;
      return new LocalStack(lock, engines, addresses(engines, external));
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  /** One that fails to stop must not keep the others running. */
  static void stop(List<Engine> engines) {
    for (Engine engine : engines) {
      try {
        engine.close();
      } catch (RuntimeException e) {
        LOG.warn("{} did not stop cleanly", engine.name(), e);
      }
    }
  }

  private static List<Supplier<? extends Engine>> starts(
      StackOptions options, ExternalEngines external) {
    Path directory = options.dataDirectory();
    List<Supplier<? extends Engine>> starts = new ArrayList<>();
    if (external.kafka().isEmpty()) {
      KafkaOptions kafka =
          KafkaOptions.in(directory.resolve("kafka"))
              .onPort(options.kafkaPort())
              .forShortLife(options.shortLived());
      starts.add(() -> KafkaEngine.start(kafka));
    }
    // Looks at the environment itself: beside a named server there is an installed one.
    EngineSettings clickHouse =
        EngineSettings.in(directory.resolve("clickhouse"))
            .withPort(options.clickHousePort())
            .forShortLife(options.shortLived());
    starts.add(() -> ClickHouseEngine.start(clickHouse, options.environment()));
    if (external.postgres().isEmpty()) {
      PostgresOptions postgres =
          PostgresOptions.in(directory.resolve("postgres")).onPort(options.postgresPort());
      starts.add(() -> PostgresEngine.start(postgres));
    }
    return starts;
  }

  private static EngineAddresses addresses(List<Engine> engines, ExternalEngines external) {
    Optional<PostgresEngine> postgres = find(engines, PostgresEngine.class);
    return new EngineAddresses(
        find(engines, KafkaEngine.class)
            .map(KafkaEngine::bootstrapServers)
            .or(external::kafka)
            .orElseThrow(),
        find(engines, ClickHouseEngine.class).map(ClickHouseEngine::url).orElseThrow(),
        postgres.map(PostgresEngine::jdbcUrl).or(external::postgres).orElseThrow(),
        postgres.map(PostgresEngine::user).orElseGet(external::postgresUser),
        postgres.map(PostgresEngine::password).orElseGet(external::postgresPassword));
  }

  private static <T extends Engine> Optional<T> find(List<Engine> engines, Class<T> type) {
    return engines.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  public EngineAddresses addresses() {
    return addresses;
  }

  /** Those that this stack has started or found, with the time that each took. */
  public List<Engine> engines() {
    return engines;
  }

  /** Calls {@code listener} with a message for users when one of our engines dies unasked. */
  public void onUnexpectedExit(Consumer<String> listener) {
    engines.forEach(engine -> engine.onUnexpectedExit(listener));
  }

  /**
   * Starts an engine of ours again whenever it dies unasked, as often as it takes; its data and its
   * address stay. Both the death and what became of it are told to {@code listener}, in words for
   * users.
   */
  public void keepAlive(Consumer<String> listener) {
    engines.forEach(engine -> supervisor.watch(engine, listener));
  }

  /** Stops what this stack has started; the data stays. */
  @Override
  public void close() {
    supervisor.close();
    try (lock) {
      stop(engines.reversed());
    }
  }
}
