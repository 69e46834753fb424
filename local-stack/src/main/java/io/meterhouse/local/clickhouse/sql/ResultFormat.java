package io.meterhouse.local.clickhouse.sql;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the chunks of a streamed answer become one answer. The engine formats each chunk as a whole
 * answer of its own, so the head of every chunk but the first has to go. Formats that frame the
 * rows in another way (JSON, Parquet, Pretty, …) cannot be streamed and are not known here.
 */
public enum ResultFormat {
  ROWS(Head.NONE, 0),
  LINE_THEN_ROWS(Head.LINES, 1),
  TWO_LINES_THEN_ROWS(Head.LINES, 2),
  CSV_LINE_THEN_ROWS(Head.CSV_LINES, 1),
  TWO_CSV_LINES_THEN_ROWS(Head.CSV_LINES, 2),
  BINARY_NAMES_THEN_ROWS(Head.BINARY, 1),
  BINARY_NAMES_AND_TYPES_THEN_ROWS(Head.BINARY, 2);

  private enum Head {
    NONE,
    LINES,
    CSV_LINES,
    BINARY
  }

  private static final int INCOMPLETE = -1;

  private static final Map<String, ResultFormat> STREAMED =
      Map.ofEntries(
          Map.entry("native", ROWS),
          Map.entry("rowbinary", ROWS),
          Map.entry("rowbinarywithnames", BINARY_NAMES_THEN_ROWS),
          Map.entry("rowbinarywithnamesandtypes", BINARY_NAMES_AND_TYPES_THEN_ROWS),
          Map.entry("tsv", ROWS),
          Map.entry("tabseparated", ROWS),
          Map.entry("tsvraw", ROWS),
          Map.entry("raw", ROWS),
          Map.entry("tabseparatedraw", ROWS),
          Map.entry("tsvwithnames", LINE_THEN_ROWS),
          Map.entry("tabseparatedwithnames", LINE_THEN_ROWS),
          Map.entry("tsvwithnamesandtypes", TWO_LINES_THEN_ROWS),
          Map.entry("tabseparatedwithnamesandtypes", TWO_LINES_THEN_ROWS),
          Map.entry("csv", ROWS),
          Map.entry("csvwithnames", CSV_LINE_THEN_ROWS),
          Map.entry("csvwithnamesandtypes", TWO_CSV_LINES_THEN_ROWS),
          Map.entry("jsoneachrow", ROWS),
          Map.entry("jsonlines", ROWS),
          Map.entry("ndjson", ROWS),
          Map.entry("jsonstringseachrow", ROWS),
          Map.entry("jsoncompacteachrow", ROWS),
          Map.entry("jsoncompacteachrowwithnames", LINE_THEN_ROWS),
          Map.entry("jsoncompacteachrowwithnamesandtypes", TWO_LINES_THEN_ROWS),
          Map.entry("tskv", ROWS));

  /** How to stream a format, or nothing where it can only be answered as a whole. */
  public static Optional<ResultFormat> streamed(String format) {
    return Optional.ofNullable(STREAMED.get(format.toLowerCase(Locale.ROOT)));
  }

  private final Head head;
  private final int parts;

  ResultFormat(Head head, int parts) {
    this.head = head;
    this.parts = parts;
  }

  /**
   * The length of the head at the start of a chunk.
   *
   * @return bytes, or -1 where the given bytes end inside the head
   */
  public int headBytes(byte[] chunk) {
    return switch (head) {
      case NONE -> 0;
      case LINES -> endOfLines(chunk, parts, false);
      // Names in CSV may hold line breaks, inside quotes; the other formats escape them.
      case CSV_LINES -> endOfLines(chunk, parts, true);
      case BINARY -> endOfBinaryHead(chunk, parts);
    };
  }

  private static int endOfLines(byte[] chunk, int lines, boolean quotes) {
    boolean quoted = false;
    int seen = 0;
    for (int i = 0; i < chunk.length; i++) {
      quoted ^= quotes && chunk[i] == '"';
      if (chunk[i] == '\n' && !quoted && ++seen == lines) {
        return i + 1;
      }
    }
    return INCOMPLETE;
  }

  private static int endOfBinaryHead(byte[] chunk, int rowsOfStrings) {
    VarInts in = new VarInts(chunk);
    long columns = in.next();
    for (long i = 0; i < columns * rowsOfStrings && in.isWithin(); i++) {
      in.skip(in.next());
    }
    return in.isWithin() ? in.position() : INCOMPLETE;
  }

  private static final class VarInts {
    private final byte[] bytes;
    private long at;

    VarInts(byte[] bytes) {
      this.bytes = bytes;
    }

    long next() {
      long value = 0;
      for (int shift = 0; shift < Long.SIZE && at < bytes.length; shift += 7) {
        byte b = bytes[(int) at++];
        value |= (b & 0x7fL) << shift;
        if (b >= 0) {
          return value;
        }
      }
      at = bytes.length + 1L;
      return 0;
    }

    void skip(long length) {
      at += length;
    }

    boolean isWithin() {
      return at <= bytes.length;
    }

    int position() {
      return (int) at;
    }
  }
}
