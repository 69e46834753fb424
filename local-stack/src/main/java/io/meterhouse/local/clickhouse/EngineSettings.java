package io.meterhouse.local.clickhouse;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What to start and where.
 *
 * @param directory for the data, the logs and the claim on both
 * @param host to listen on
 * @param port to listen on; 0 for any free one
 * @param maxMemoryMegabytes that the engine's queries and caches may use together
 * @param maxHeapMegabytes of the process around the embedded engine
 * @param maxConcurrentQueries running at a time; further ones wait a little and are then refused
 * @param shortLived whether the process around the embedded engine should start quickly rather than
 *     run fast: the work on better machine code takes its time from the engine, and a test that
 *     ends soon never sees the return
 * @param startTimeout how long a start may take, without the first fetch of the library
 */
public record EngineSettings(
    Path directory,
    String host,
    int port,
    int maxMemoryMegabytes,
    int maxHeapMegabytes,
    int maxConcurrentQueries,
    boolean shortLived,
    Duration startTimeout) {
  private static final int DEFAULT_HEAP_MEGABYTES = 256;
  private static final int DEFAULT_CONCURRENT_QUERIES = 16;
  private static final Duration DEFAULT_START_TIMEOUT = Duration.ofSeconds(60);

  /** A free loopback port, and limits that suit a laptop. */
  public static EngineSettings in(Path directory) {
    return new EngineSettings(
        directory,
        "127.0.0.1",
        0,
        ClickHouseServerArguments.DEFAULT_MAX_MEMORY_MEGABYTES,
        DEFAULT_HEAP_MEGABYTES,
        DEFAULT_CONCURRENT_QUERIES,
        false,
        DEFAULT_START_TIMEOUT);
  }

  public EngineSettings withPort(int newPort) {
    return new EngineSettings(
        directory,
        host,
        newPort,
        maxMemoryMegabytes,
        maxHeapMegabytes,
        maxConcurrentQueries,
        shortLived,
        startTimeout);
  }

  public EngineSettings withMemory(int engineMegabytes, int heapMegabytes) {
    return new EngineSettings(
        directory,
        host,
        port,
        engineMegabytes,
        heapMegabytes,
        maxConcurrentQueries,
        shortLived,
        startTimeout);
  }

  public EngineSettings withMaxConcurrentQueries(int queries) {
    return new EngineSettings(
        directory,
        host,
        port,
        maxMemoryMegabytes,
        maxHeapMegabytes,
        queries,
        shortLived,
        startTimeout);
  }

  public EngineSettings forShortLife(boolean isShort) {
    return new EngineSettings(
        directory,
        host,
        port,
        maxMemoryMegabytes,
        maxHeapMegabytes,
        maxConcurrentQueries,
        isShort,
        startTimeout);
  }

  Path dataDirectory() {
    return directory.resolve("data");
  }

  /** What the process prints. */
  Path outputFile() {
    return directory.resolve("clickhouse.out");
  }

  /** What the engine writes about itself. */
  Path logFile() {
    return directory.resolve("clickhouse.log");
  }

  Path pidFile() {
    return directory.resolve("clickhouse.pid");
  }
}
