package io.meterhouse.allinone;

import io.meterhouse.aggregator.AggregatorConfig;
import io.meterhouse.aggregator.AggregatorModule;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.IngestModule;
import io.meterhouse.kit.access.AuthenticatorBusyException;
import io.meterhouse.kit.catalog.AccessConfig;
import io.meterhouse.kit.catalog.CatalogAccess;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.LogConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.TelemetryConfig;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.telemetry.LogOutput;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.LocalStack;
import io.meterhouse.local.StackOptions;
import io.meterhouse.query.QueryConfig;
import io.meterhouse.query.QueryModule;
import io.meterhouse.ratingengine.RatingConfig;
import io.meterhouse.ratingengine.RatingModule;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The four services behind one HTTP port, beside engines of their own. */
final class AllInOne implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AllInOne.class);

  /** Long: after a kill Kafka first waits for the members of a group that are gone. */
  private static final Duration READY_TIMEOUT = Duration.ofMinutes(4);

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  private final Parts parts;
  private final LocalStack engines;
  private final RunningService services;
  private final LocalClient client;
  private final List<ServiceModule> modules;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param parts engines and services among them, in the order of their start
   */
  private AllInOne(
      Parts parts,
      LocalStack engines,
      RunningService services,
      LocalClient client,
      List<ServiceModule> modules) {
    this.parts = parts;
    this.engines = engines;
    this.services = services;
    this.client = client;
    this.modules = modules;
  }

  /**
   * Returns when every part can work, or recovers by itself.
   *
   * @throws StartupException or {@link io.meterhouse.local.process.EngineStartException} saying
   *     what is missing and what to do; nothing of what was started is left running
   */
  static AllInOne start(AllInOneOptions options, InstantSource clock) {
    HttpPort.refuseUnusable(options.port());
    ServiceEnvironment environment = ServiceEnvironment.of(options.environment());
    Parts parts = new Parts();
    try {
      return start(options, environment, clock, parts);
    } catch (RuntimeException | Error e) {
      parts.close();
      throw e;
    }
  }

  private static AllInOne start(
      AllInOneOptions options, ServiceEnvironment environment, InstantSource clock, Parts parts) {
    LocalStack engines =
        parts.add(
            LocalStack.start(
                new StackOptions(
                    options.dataDirectory().resolve("engines"),
                    0,
                    0,
                    0,
                    options.shortLived(),
                    environment.named())));
    engines.keepAlive(message -> LOG.error("{}", message));
    Settings settings = environment.beside(engines.addresses(), options);
    LogOutput.configure(LogConfig.from(settings), "meterhouse");
    Telemetry telemetry = parts.add(Telemetry.start(TelemetryConfig.from(settings), "meterhouse"));
    LocalClient client = LocalClient.in(options.dataDirectory());
    CatalogAccess access = CatalogAccess.create(AccessConfig.from(settings), clock);
    QueryModule query = QueryModule.create(QueryConfig.from(settings), clock, telemetry);
    List<ServiceModule> modules = modules(access, query, settings, clock, telemetry);
    RunningService services =
        parts.add(
            ServiceRunner.start(HttpConfig.from(settings), access, modules, clock, telemetry));
    query.createKeyIfAbsent(client.key(clock.instant()));
    query.createClientIfAbsent(client.oauthClient(clock.instant()));
    awaitReady(modules, access, client, clock);
    parts.add(RunningEngines.tell(options.dataDirectory(), settings, environment.startsPostgres()));
    return new AllInOne(parts, engines, services, client, modules);
  }

  String address() {
    return services.address();
  }

  /** Who may do everything here. */
  LocalClient client() {
    return client;
  }

  /** What each part that recovers by itself is at; nothing where all can work. */
  List<String> recovering() {
    return recovering(modules);
  }

  static List<String> recovering(List<ServiceModule> modules) {
    return modules.stream()
        .filter(ServiceModule::isRecovering)
        .flatMap(
            module -> module.publicProblems().stream().map(what -> module.name() + ": " + what))
        .toList();
  }

  EngineAddresses engineAddresses() {
    return engines.addresses();
  }

  /** Waits until {@link #close()} has been called and has stopped the services. */
  void awaitStopped() throws InterruptedException {
    services.awaitStopped();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      parts.close();
    }
  }

  private static List<ServiceModule> modules(
      CatalogAccess access,
      QueryModule query,
      Settings settings,
      InstantSource clock,
      Telemetry telemetry) {
    return List.of(
        access,
        query,
        AggregatorModule.create(AggregatorConfig.from(settings), clock, telemetry),
        RatingModule.create(RatingConfig.from(settings), clock, telemetry),
        IngestModule.create(IngestConfig.from(settings), clock, telemetry));
  }

  /**
   * Ready is what can be used: the key in the file is known to whoever checks keys. What recovers
   * by itself is not waited for: events are taken meanwhile.
   */
  private static void awaitReady(
      List<ServiceModule> modules, CatalogAccess access, LocalClient client, InstantSource clock) {
    Instant deadline = clock.instant().plus(READY_TIMEOUT);
    for (ServiceModule module : modules) {
      await(() -> module.isReady() || module.isRecovering(), module.name(), deadline, clock);
    }
    await(() -> isKnown(access, client), "the local client's key", deadline, clock);
  }

  private static boolean isKnown(CatalogAccess access, LocalClient client) {
    try {
      return access.authenticate(client.token()).isPresent();
    } catch (AuthenticatorBusyException e) {
      LOG.debug("not known yet", e);
      return false;
    }
  }

  private static void await(
      BooleanSupplier condition, String what, Instant deadline, InstantSource clock) {
    while (!condition.getAsBoolean()) {
      if (clock.instant().isAfter(deadline)) {
        throw new StartupException(
            what + " did not become ready within " + READY_TIMEOUT + "; see the log");
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }
}
