package io.meterhouse.local.clickhouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The least that an installed ClickHouse needs to run for one user on one laptop. */
final class BinaryConfiguration {
  private static final long MEBIBYTE = 1024 * 1024;

  private BinaryConfiguration() {}

  /** Writes the file and returns it. */
  static Path write(EngineSettings settings, int port) throws IOException {
    Path directory = settings.directory().toAbsolutePath();
    Files.createDirectories(directory);
    Path file = directory.resolve("clickhouse-server.xml");
    Files.writeString(
        file,
        """
        <clickhouse>
          <logger>
            <level>warning</level>
            <log>%1$s/clickhouse.log</log>
            <errorlog>%1$s/clickhouse.err.log</errorlog>
            <size>50M</size>
            <count>2</count>
          </logger>
          <path>%1$s/server/</path>
          <tmp_path>%1$s/server/tmp/</tmp_path>
          <user_files_path>%1$s/server/user_files/</user_files_path>
          <format_schema_path>%1$s/server/format_schemas/</format_schema_path>
          <listen_host>%2$s</listen_host>
          <http_port>%3$d</http_port>
          <max_server_memory_usage>%4$d</max_server_memory_usage>
          <max_concurrent_queries>%5$d</max_concurrent_queries>
          <mark_cache_size>134217728</mark_cache_size>
          <users>
            <default>
              <password></password>
              <networks><ip>::1</ip><ip>127.0.0.1</ip></networks>
              <profile>default</profile>
              <quota>default</quota>
              <access_management>1</access_management>
            </default>
          </users>
          <profiles><default></default></profiles>
          <quotas><default></default></quotas>
        </clickhouse>
        """
            .formatted(
                escape(directory.toString()),
                escape(settings.host()),
                port,
                settings.maxMemoryMegabytes() * MEBIBYTE,
                settings.maxConcurrentQueries()));
    return file;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
