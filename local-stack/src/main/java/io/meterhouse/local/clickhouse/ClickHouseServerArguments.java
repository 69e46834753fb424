package io.meterhouse.local.clickhouse;

import io.meterhouse.local.clickhouse.endpoint.EndpointSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Command line of {@link ClickHouseServerMain}.
 *
 * @param port 0 for any free one
 * @param library libchdb; null to fetch it into the cache
 * @param logFile of the engine
 * @param queueWait how long a query beyond that many waits before it is refused
 * @param queryTimeLimit after which any query is killed
 * @param maxMemoryMegabytes that all queries and caches of the engine may use together
 * @param stopOnEndOfInput whether the end of standard input ends the server
 */
record ClickHouseServerArguments(
    Path dataDirectory,
    String host,
    int port,
    @Nullable Path library,
    Path logFile,
    int maxConcurrentQueries,
    Duration queueWait,
    Duration queryTimeLimit,
    int maxMemoryMegabytes,
    String password,
    boolean stopOnEndOfInput) {

  static final int DEFAULT_MAX_MEMORY_MEGABYTES = 1536;

  private static final String STOP_ON_STDIN_EOF = "--stop-on-stdin-eof";
  private static final List<String> NAMES =
      List.of(
          "--data-dir",
          "--host",
          "--port",
          "--library",
          "--log-file",
          "--max-concurrent-queries",
          "--queue-wait-millis",
          "--query-time-limit-seconds",
          "--max-memory-megabytes",
          "--password");

  static final String USAGE =
      "usage: ClickHouseServerMain --data-dir DIR [--host 127.0.0.1] [--port 0] [--library FILE]"
          + " [--log-file FILE] [--max-concurrent-queries N] [--queue-wait-millis N] [--query-time-limit-seconds N]"
          + " [--max-memory-megabytes N] [--password TEXT] ["
          + STOP_ON_STDIN_EOF
          + "]";

  /** With everything but the directory at its default. */
  static ClickHouseServerArguments in(Path dataDirectory) {
    return parse("--data-dir", dataDirectory.toString());
  }

  static ClickHouseServerArguments parse(String... arguments) {
    Map<String, String> values = new HashMap<>();
    boolean stopOnEndOfInput = false;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals(STOP_ON_STDIN_EOF)) {
        stopOnEndOfInput = true;
      } else if (NAMES.contains(arguments[i]) && i + 1 < arguments.length) {
        values.put(arguments[i], arguments[++i]);
      } else {
        throw new IllegalArgumentException(arguments[i] + ": unknown or without a value. " + USAGE);
      }
    }
    String directory = values.get("--data-dir");
    if (directory == null) {
      throw new IllegalArgumentException("--data-dir is missing. " + USAGE);
    }
    EndpointSettings defaults = EndpointSettings.DEFAULT;
    String library = values.get("--library");
    String logFile = values.get("--log-file");
    return new ClickHouseServerArguments(
        Path.of(directory),
        values.getOrDefault("--host", "127.0.0.1"),
        number(values, "--port", 0, 0),
        library == null ? null : Path.of(library),
        logFile == null ? Path.of(directory).resolve("clickhouse.log") : Path.of(logFile),
        number(values, "--max-concurrent-queries", defaults.maxConcurrentQueries(), 1),
        Duration.ofMillis(
            number(
                values,
                "--queue-wait-millis",
                Math.toIntExact(defaults.queueWait().toMillis()),
                0)),
        Duration.ofSeconds(
            number(
                values,
                "--query-time-limit-seconds",
                Math.toIntExact(defaults.queryTimeLimit().toSeconds()),
                1)),
        number(values, "--max-memory-megabytes", DEFAULT_MAX_MEMORY_MEGABYTES, 256),
        values.getOrDefault("--password", ""),
        stopOnEndOfInput);
  }

  private static int number(Map<String, String> values, String name, int otherwise, int minimum) {
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < minimum) {
      throw new IllegalArgumentException(
          "%s: %s (expected: a number >= %d). %s".formatted(name, text, minimum, USAGE));
    }
    return Integer.parseInt(text);
  }

  List<String> toCommandLine() {
    List<String> line =
        new ArrayList<>(
            List.of(
                "--data-dir",
                dataDirectory.toString(),
                "--host",
                host,
                "--port",
                Integer.toString(port),
                "--log-file",
                logFile.toString(),
                "--max-concurrent-queries",
                Integer.toString(maxConcurrentQueries),
                "--queue-wait-millis",
                Long.toString(queueWait.toMillis()),
                "--query-time-limit-seconds",
                Long.toString(queryTimeLimit.toSeconds()),
                "--max-memory-megabytes",
                Integer.toString(maxMemoryMegabytes)));
    if (library != null) {
      line.addAll(List.of("--library", library.toString()));
    }
    if (!password.isEmpty()) {
      line.addAll(List.of("--password", password));
    }
    if (stopOnEndOfInput) {
      line.add(STOP_ON_STDIN_EOF);
    }
    return line;
  }
}
