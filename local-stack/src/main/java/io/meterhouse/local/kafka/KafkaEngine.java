package io.meterhouse.local.kafka;

import io.meterhouse.local.process.ChildProcess;
import io.meterhouse.local.process.DirectoryLock;
import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.ExitListeners;
import io.meterhouse.local.process.Jvm;
import io.meterhouse.local.process.Ports;
import io.meterhouse.local.process.ProcessSpec;
import io.meterhouse.local.process.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An Apache Kafka broker of our own, in KRaft mode, on this machine. Its data directory survives
 * restarts and kills; a second engine on the same directory is refused. Thread-safe.
 */
public final class KafkaEngine implements Engine {

  static final String PORT_REMEDY = "give Kafka another port";

  private final KafkaOptions options;
  private final DirectoryLock lock;
  private final ExitListeners exitListeners = new ExitListeners();
  private Broker broker;

  /** The process of one life, and the port that all lives share. */
  private record Broker(ChildProcess process, int port) {}

  private KafkaEngine(KafkaOptions options, DirectoryLock lock, Broker broker) {
    this.options = options;
    this.lock = lock;
    this.broker = broker;
    exitListeners.watch(broker.process());
  }

  /** Starts a broker on a free port with its data under {@code directory}. */
  public static KafkaEngine start(Path directory) {
    return start(KafkaOptions.in(directory));
  }

  /**
   * Starts a broker and waits until it answers.
   *
   * @throws EngineStartException if it does not; the message says why and what to do
   */
  public static KafkaEngine start(KafkaOptions options) {
    DirectoryLock lock = DirectoryLock.acquire(options.directory());
    boolean started = false;
    try {
      KafkaEngine engine = new KafkaEngine(options, lock, startOnSomePort(options));
      started = true;
      return engine;
    } finally {
      if (!started) {
        lock.close();
      }
    }
  }

  private static Broker startOnSomePort(KafkaOptions options) {
    if (!Ports.isAny(options.port())) {
      return startOn(options, options.port());
    }
    return Ports.withFreePort(
        port -> startOn(options, port),
        failure -> failure.exitCode() == KafkaServerMain.EXIT_PORT_IN_USE);
  }

  private static Broker startOn(KafkaOptions options, int port) {
    Ports.requireFree("Kafka", options.host(), port, PORT_REMEDY);
    KafkaServerArguments arguments =
        new KafkaServerArguments(options.dataDirectory(), options.host(), port, Ports.free());
    List<String> flags = new ArrayList<>(Jvm.flags(options.maxHeapMegabytes()));
    flags.addAll(
        options.shortLived()
            ? List.of(Jvm.QUICK_COMPILER)
            : Jvm.classArchive(options.directory().resolve("kafka.jsa")));
    ProcessSpec spec =
        ProcessSpec.of(
                "Kafka",
                Jvm.command(KafkaServerMain.class.getName(), flags, arguments.toCommandLine()),
                options.logFile())
            .withEnvironment(Jvm.environment())
            .withPidFile(options.pidFile())
            .withStopGrace(KafkaServerMain.STOP_GRACE)
            .readyWhen(Readiness.printed(KafkaServerMain.READY_LINE), options.startTimeout());
    return new Broker(ChildProcess.start(spec), port);
  }

  @Override
  public String name() {
    return "Kafka";
  }

  /** Same as {@link #bootstrapServers}. */
  @Override
  public String address() {
    return bootstrapServers();
  }

  /** Host and port; the same over restarts of this engine. */
  public String bootstrapServers() {
    return options.host() + ":" + port();
  }

  public synchronized int port() {
    return broker.port();
  }

  public synchronized long pid() {
    return broker.process().pid();
  }

  public Path logFile() {
    return options.logFile();
  }

  @Override
  public synchronized Duration startedIn() {
    return broker.process().startedIn();
  }

  @Override
  public synchronized boolean isAlive() {
    return broker.process().isAlive();
  }

  @Override
  public void onUnexpectedExit(Consumer<String> listener) {
    exitListeners.add(listener);
  }

  /** Kills the broker as {@code kill -9} does. The data stays, and so does the claim on it. */
  public synchronized void kill() {
    broker.process().kill();
  }

  /** Stops the broker in an orderly way. The data stays, and so does the claim on it. */
  public synchronized void stop() {
    broker.process().stop();
  }

  /** Halts the broker, which keeps its connections and answers nothing until {@link #resume}. */
  public synchronized void pause() {
    broker.process().pause();
  }

  /** Lets a broker that is paused go on. */
  public synchronized void resume() {
    broker.process().resume();
  }

  /** Stops the broker if it runs, and starts it again on the same data and the same port. */
  @Override
  public synchronized void restart() {
    broker.process().stop();
    broker = startOn(options, broker.port());
    exitListeners.watch(broker.process());
  }

  @Override
  public synchronized void close() {
    broker.process().stop();
    lock.close();
  }
}
