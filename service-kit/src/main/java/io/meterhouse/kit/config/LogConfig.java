package io.meterhouse.kit.config;

/**
 * How the log is written.
 *
 * @param json one JSON object a line instead of text
 * @param level least level of our own lines
 */
public record LogConfig(boolean json, String level) {

  /** Reads METERHOUSE_LOG_FORMAT and METERHOUSE_LOG_LEVEL. */
  public static LogConfig from(Settings settings) {
    return new LogConfig(
        settings.string("METERHOUSE_LOG_FORMAT").equals("json"),
        settings.string("METERHOUSE_LOG_LEVEL"));
  }
}
