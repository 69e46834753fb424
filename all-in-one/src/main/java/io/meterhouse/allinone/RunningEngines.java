package io.meterhouse.allinone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.lifecycle.StartupException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells other commands, while a Meterhouse runs on a data directory, where its engines are and how
 * its topics and tables are named: as settings, in a file that its owner alone can read.
 */
final class RunningEngines implements AutoCloseable {

  private static final String FILE_NAME = "running.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path file;

  private RunningEngines(Path file) {
    this.file = file;
  }

  /**
   * Until it is closed.
   *
   * @param ownsPostgres whether PostgreSQL is ours, whose password nobody else is to be asked for
   */
  static RunningEngines tell(Path dataDirectory, Settings settings, boolean ownsPostgres) {
    Map<String, String> told = new TreeMap<>();
    told.put(
        "METERHOUSE_KAFKA_BOOTSTRAP_SERVERS",
        settings.required("METERHOUSE_KAFKA_BOOTSTRAP_SERVERS"));
    told.put("METERHOUSE_TOPIC_PREFIX", settings.string("METERHOUSE_TOPIC_PREFIX"));
    told.put(
        "METERHOUSE_TOPIC_PARTITIONS",
        Integer.toString(settings.integer("METERHOUSE_TOPIC_PARTITIONS")));
    told.put("METERHOUSE_CLICKHOUSE_URL", settings.required("METERHOUSE_CLICKHOUSE_URL"));
    told.put("METERHOUSE_CLICKHOUSE_DATABASE", settings.string("METERHOUSE_CLICKHOUSE_DATABASE"));
    told.put("METERHOUSE_CLICKHOUSE_USER", settings.string("METERHOUSE_CLICKHOUSE_USER"));
    told.put("METERHOUSE_POSTGRES_URL", settings.required("METERHOUSE_POSTGRES_URL"));
    told.put("METERHOUSE_POSTGRES_USER", settings.string("METERHOUSE_POSTGRES_USER"));
    told.put("METERHOUSE_POSTGRES_SCHEMA", settings.string("METERHOUSE_POSTGRES_SCHEMA"));
    if (ownsPostgres) {
      told.put("METERHOUSE_POSTGRES_PASSWORD", settings.secret("METERHOUSE_POSTGRES_PASSWORD"));
    }
    Path file = dataDirectory.resolve(FILE_NAME);
    try {
      PrivateFile.write(file, JSON.writeValueAsBytes(told));
    } catch (IOException e) {
      throw new StartupException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
    return new RunningEngines(file);
  }

  /**
   * Settings of the one that runs there.
   *
   * @throws StartupException where none does
   */
  static Map<String, String> of(Path dataDirectory) {
    Path file = dataDirectory.resolve(FILE_NAME);
    if (!Files.exists(file)) {
      throw new StartupException(
          "no Meterhouse runs on %s (expected: one that ./meterhouse up started there; name its data directory with --data-dir, or the engines of another one with METERHOUSE_KAFKA_BOOTSTRAP_SERVERS, METERHOUSE_CLICKHOUSE_URL and METERHOUSE_POSTGRES_URL)"
              .formatted(dataDirectory));
    }
    try {
      return JSON.readValue(Files.readAllBytes(file), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new StartupException(file + " is not JSON (expected: the file that was written)", e);
    } catch (IOException e) {
      throw new StartupException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
