package io.meterhouse.kit.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One line an event, UTC; only the frames of a stack are lines of their own, and they are indented.
 * Nothing that a client sent can begin a line: logback's own patterns would let it.
 */
public final class TextLayout extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final int LONGEST_CAUSES = 20;

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder lines = new StringBuilder(160);
    TIME.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), lines);
    lines.append(' ').append("%-5s".formatted(event.getLevel()));
    lines.append(" [").append(Printing.escaped(event.getThreadName())).append("] ");
    lines.append(shortened(event.getLoggerName())).append(' ');
    context(lines, event.getMDCPropertyMap());
    lines.append(Printing.escaped(String.valueOf(event.getFormattedMessage()))).append('\n');
    failure(lines, event.getThrowableProxy(), "", 0);
    return lines.toString();
  }

  private static void context(StringBuilder lines, Map<String, String> context) {
    new TreeMap<>(context)
        .forEach(
            (key, value) ->
                lines.append(key).append('=').append(Printing.escaped(value)).append(' '));
  }

  private static void failure(
      StringBuilder lines, @Nullable IThrowableProxy failure, String role, int depth) {
    if (failure == null || depth > LONGEST_CAUSES) {
      return;
    }
    lines.append("  ").append(role).append(failure.getClassName());
    if (failure.getMessage() != null) {
      lines.append(": ").append(Printing.escaped(failure.getMessage()));
    }
    lines.append('\n');
    StackTraceElementProxy[] frames = failure.getStackTraceElementProxyArray();
    int own = frames.length - failure.getCommonFrames();
    for (int i = 0; i < own; i++) {
      lines.append("    ").append(Printing.escaped(frames[i].getSTEAsString())).append('\n');
    }
    if (failure.getCommonFrames() > 0) {
      lines.append("    ... ").append(failure.getCommonFrames()).append(" more\n");
    }
    for (IThrowableProxy suppressed : failure.getSuppressed()) {
      failure(lines, suppressed, "suppressed: ", depth + 1);
    }
    failure(lines, failure.getCause(), "caused by: ", depth + 1);
  }

  /** Packages by their first letters, the class whole. */
  private static String shortened(String logger) {
    int last = logger.lastIndexOf('.');
    if (last < 0) {
      return logger;
    }
    StringBuilder name = new StringBuilder();
    for (String part : logger.substring(0, last).split("\\.", -1)) {
      name.append(part, 0, Math.min(1, part.length())).append('.');
    }
    return name.append(logger, last + 1, logger.length()).toString();
  }
}
