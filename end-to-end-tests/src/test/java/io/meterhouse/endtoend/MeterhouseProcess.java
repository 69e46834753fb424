package io.meterhouse.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** Meterhouse in a process of its own, started as the launcher starts it. */
final class MeterhouseProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String JVM_OPTIONS = "JAVA_TOOL_OPTIONS";
  private static final Pattern READY = Pattern.compile("meterhouse is ready at (http://\\S+) .*");

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private MeterhouseProcess(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().start(this::read);
  }

  /** Starts the main class with arguments such as {@code up --port 0}. */
  static MeterhouseProcess start(Map<String, String> environment, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.meterhouse.allinone.MeterhouseMain"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("METERHOUSE_"));
    builder.environment().put("PATH", pathWithoutClickHouse());
    // On a machine that others slow down a start may take minutes.
    builder.environment().put("METERHOUSE_STARTUP_TIMEOUT", "5m");
    if (arguments[0].equals("up")) {
      // Its engines are built to run for months: here they end before the second compiler has paid
      // for its work, which is taken from the tests beside.
      builder.environment().put(JVM_OPTIONS, "-XX:TieredStopAtLevel=1");
    }
    builder.environment().putAll(environment);
    try {
      return new MeterhouseProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The embedded engine is what is tested here, also where a server is installed. */
  private static String pathWithoutClickHouse() {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .filter(folder -> !Files.exists(Path.of(folder, "clickhouse")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The address of the ready line. */
  String awaitReady() {
    try {
      await("the ready line").atMost(PATIENCE).until(() -> address() != null || !process.isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not ready within " + PATIENCE + ":\n" + output(), e);
    }
    String address = address();
    if (address == null) {
      throw new AssertionError("ended with " + process.exitValue() + ":\n" + output());
    }
    return address;
  }

  private @Nullable String address() {
    return lines.stream()
        .map(READY::matcher)
        .filter(Matcher::matches)
        .map(match -> match.group(1))
        .findFirst()
        .orElse(null);
  }

  /** Waits for the end and gives the exit code. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS)) {
      throw new AssertionError("still running:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** Everything printed so far, both streams. */
  String output() {
    return String.join("\n", lines);
  }

  /** {@code kill -9} of the process and of all its engines. */
  void killEverything() {
    List<ProcessHandle> family =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    assertThat(family).hasSizeGreaterThan(3);
    family.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(family);
  }

  /** {@code kill -9} of the engine's process that has this in its command line. */
  void killEngine(String command) {
    ProcessHandle engine =
        process
            .descendants()
            .filter(each -> each.info().commandLine().orElse("").contains(command))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no engine runs " + command));
    engine.destroyForcibly();
    awaitEnd(List.of(engine));
  }

  /** SIGTERM, and waits. */
  @Override
  public void close() {
    process.destroy();
    awaitEnd(List.of(process.toHandle()));
  }

  private static void awaitEnd(List<ProcessHandle> processes) {
    await("the end of " + processes)
        .atMost(PATIENCE)
        .until(() -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  private void read() {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      // The JVM's own line about our variable is nothing that Meterhouse prints.
      output
          .lines()
          .filter(line -> !line.startsWith("Picked up " + JVM_OPTIONS))
          .forEach(lines::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
