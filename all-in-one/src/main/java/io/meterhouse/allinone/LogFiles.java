package io.meterhouse.allinone;

import java.nio.file.Path;

/** Sends the log to a file, so that the terminal shows what people asked for. */
final class LogFiles {

  private LogFiles() {}

  /** To be called before the first line is logged: the logging library reads it once. */
  static void logTo(Path folder) {
    System.setProperty("meterhouse.log.directory", folder.toString());
    System.setProperty("logback.configurationFile", "logback-all-in-one.xml");
  }
}
