package io.meterhouse.allinone.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a trace of requests to a language model: CSV with the header {@code
 * TIMESTAMP,ContextTokens,GeneratedTokens}, times in UTC such as {@code 2023-11-16
 * 18:17:03.9799600}. A row's id is its number and a digest of its text, so that a replay of the
 * same file is recognised and a changed row is not mistaken for the old one.
 */
final class TraceFile {

  static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";
  private static final String SUBJECT = "trace";
  private static final String MODEL = "trace";

  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .toFormatter();

  private TraceFile() {}

  /**
   * Reads the whole file.
   *
   * @throws DemoException if the file is not there or a row cannot be read; the message names the
   *     line, what came and what was expected
   */
  static Workload read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DemoException("no such trace file: " + file.toAbsolutePath());
    }
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return new Workload("trace", rows(file, reader));
    } catch (MalformedInputException e) {
      throw new DemoException(file + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw new DemoException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static List<UsageLine> rows(Path file, BufferedReader reader) throws IOException {
    String header = reader.readLine();
    if (header == null || !header.strip().equalsIgnoreCase(HEADER)) {
      throw new DemoException(
          file + " line 1: " + header + " (expected the header: " + HEADER + ")");
    }
    List<UsageLine> lines = new ArrayList<>();
    int number = 1;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      number++;
      if (!text.isBlank()) {
        lines.add(row(file, number, text.strip()));
      }
    }
    if (lines.isEmpty()) {
      throw new DemoException(file + " holds no rows after its header");
    }
    return lines;
  }

  private static UsageLine row(Path file, int number, String text) {
    String[] cells = text.split(",", -1);
    try {
      if (cells.length != 3) {
        throw new IllegalArgumentException(cells.length + " cells");
      }
      Instant time = LocalDateTime.parse(cells[0].strip(), TIMESTAMP).toInstant(ZoneOffset.UTC);
      String id = "row-%d-%08x".formatted(number - 1, text.hashCode());
      return new UsageLine(id, SUBJECT, time, MODEL, tokens(cells[1]), tokens(cells[2]));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new DemoException(
          "%s line %d: %s (expected: %s, for example 2023-11-16 18:17:03.9799600,4808,10)"
              .formatted(file, number, text, HEADER),
          e);
    }
  }

  private static long tokens(String cell) {
    long tokens = Long.parseLong(cell.strip());
    if (tokens < 0) {
      throw new IllegalArgumentException("negative: " + cell);
    }
    return tokens;
  }
}
