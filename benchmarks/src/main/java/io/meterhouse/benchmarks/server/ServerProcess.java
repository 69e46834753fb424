package io.meterhouse.benchmarks.server;

import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.local.process.ChildProcess;
import io.meterhouse.local.process.Jvm;
import io.meterhouse.local.process.ProcessSpec;
import io.meterhouse.local.process.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server under load, seen from the process that measures. */
public final class ServerProcess implements AutoCloseable {

  /** As the launcher starts Meterhouse. */
  public static final List<String> JVM_FLAGS =
      List.of("-Xms128m", "-Xmx1g", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError");

  /** Whether machine code of the better compiler would pay for its making. */
  public enum Life {
    SHORT,
    LONG
  }

  private static final List<String> JVM_PERMISSIONS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
  private static final int CONTROL_TIMEOUT_MILLIS = 30_000;

  private final ChildProcess process;
  private final URI uri;
  private final String control;

  private ServerProcess(ChildProcess process, URI uri, String control) {
    this.process = process;
    this.uri = uri;
    this.control = control;
  }

  /**
   * Starts it and waits until it answers; its log goes to {@code directory}.
   *
   * @param environment added to ours
   */
  public static ServerProcess start(
      ServerKind kind, Life life, Map<String, String> environment, Path directory) {
    Path addresses = directory.resolve(kind.id() + ".addresses");
    List<String> flags = new ArrayList<>(JVM_FLAGS);
    flags.addAll(JVM_PERMISSIONS);
    if (life == Life.SHORT) {
      flags.add(Jvm.QUICK_COMPILER);
    }
    flags.add("-Dlogback.configurationFile=logback.xml");
    Map<String, String> variables = new HashMap<>(Jvm.environment());
    variables.putAll(environment);
    ProcessSpec spec =
        ProcessSpec.of(
                kind.id(),
                Jvm.command(
                    ServerMain.class.getName(), flags, List.of(kind.name(), addresses.toString())),
                directory.resolve(kind.id() + ".log"))
            .withEnvironment(variables)
            .readyWhen(Readiness.file(addresses), START_TIMEOUT);
    ChildProcess process = ChildProcess.start(spec);
    try {
      List<String> lines = Files.readAllLines(addresses);
      return new ServerProcess(process, URI.create(lines.getFirst()), lines.getLast());
    } catch (IOException e) {
      process.close();
      throw new UncheckedIOException(e);
    }
  }

  /** Where events are posted. */
  public URI uri() {
    return uri;
  }

  public long pid() {
    return process.pid();
  }

  /** Since it started, by all of its threads. */
  public long allocatedBytes() {
    return Long.parseLong(ask(ControlPort.ALLOCATED));
  }

  /** How long its JIT has worked since it started. */
  public Duration compilation() {
    return Duration.ofMillis(Long.parseLong(ask(ControlPort.COMPILED)));
  }

  /** Begins a flight recording. */
  public void startProfile() {
    ask(ControlPort.PROFILE_START);
  }

  /** Ends it and keeps it in that file. */
  public void stopProfile(Path file) {
    ask(
        ControlPort.PROFILE_STOP
            + "?"
            + URLEncoder.encode(file.toAbsolutePath().toString(), StandardCharsets.UTF_8));
  }

  private String ask(String question) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(control + question).toURL().openConnection();
      connection.setReadTimeout(CONTROL_TIMEOUT_MILLIS);
      if (connection.getResponseCode() != 200) {
        throw new BenchmarkException(
            question + " answered " + connection.getResponseCode() + "; log: " + process.logFile());
      }
      try (InputStream in = connection.getInputStream()) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new BenchmarkException(
          "the server does not answer: " + e + "; log: " + process.logFile(), e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
