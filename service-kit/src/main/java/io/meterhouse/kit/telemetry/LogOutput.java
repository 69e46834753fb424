package io.meterhouse.kit.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.meterhouse.kit.config.LogConfig;
import java.util.Iterator;
import net.logstash.logback.encoder.LogstashEncoder;
import org.slf4j.LoggerFactory;

/** Sets up the log of this process, once its settings are known. */
public final class LogOutput {

  private LogOutput() {}

  /**
   * Writes as configured wherever the log goes.
   *
   * @param service a field of each line of JSON
   */
  public static void configure(LogConfig config, String service) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      configure(context, config, service);
    }
  }

  static void configure(LoggerContext context, LogConfig config, String service) {
    context.getLogger("io.meterhouse").setLevel(Level.toLevel(config.level()));
    if (!config.json()) {
      return;
    }
    Iterator<Appender<ILoggingEvent>> appenders =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender) {
        // Not stopped for it: that would close its file or stream.
        appender.setEncoder(json(context, service));
      }
    }
  }

  /** Trace, tenant and caller are fields of the object, as those who search logs want them. */
  static Encoder<ILoggingEvent> json(LoggerContext context, String service) {
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.setTimeZone("UTC");
    encoder.setIncludeContext(false);
    encoder.setCustomFields("{\"service\":\"" + service + "\"}");
    encoder.start();
    return encoder;
  }
}
