package io.meterhouse.kit.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Compact JSON under way: a buffer that grows, and is used again. Not thread-safe. */
final class JsonBytes {

  private static final int INITIAL_BYTES = 512;
  private static final int MAX_BYTES_A_CHARACTER = 6;

  /** Room is made for so many at once: for all of a long text it would be six times its length. */
  private static final int CHARACTERS_A_STEP = 256;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  int length() {
    return length;
  }

  /** Forgets what was written from there on. */
  void cutTo(int position) {
    length = position;
  }

  void append(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
  }

  /** Characters that are ASCII, such as those of a number. */
  void appendAscii(char[] text, int from, int count) {
    ensure(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) text[from + i];
    }
  }

  void appendAscii(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[length++] = (byte) text.charAt(i);
    }
  }

  /**
   * A string in quotes, as far as it has a UTF-8 form.
   *
   * @return where half a surrogate pair ended it; -1: nowhere
   */
  int appendText(char[] text, int from, int count) {
    append('"');
    int end = from + count;
    int roomUpTo = from;
    for (int i = from; i < end; i++) {
      if (i >= roomUpTo) {
        roomUpTo = Math.min(end, i + CHARACTERS_A_STEP);
        ensure((roomUpTo - i + 1) * MAX_BYTES_A_CHARACTER);
      }
      char c = text[i];
      if (c < 0x80) {
        appendAsciiEscaped(c);
      } else if (Character.isSurrogate(c)) {
        if (!JsonLimitCheck.isPair(c, i + 1 < end ? text[i + 1] : ' ')) {
          append('"');
          return i;
        }
        appendCodePoint(Character.toCodePoint(c, text[++i]));
      } else {
        appendCodePoint(c);
      }
    }
    append('"');
    return -1;
  }

  private void appendAsciiEscaped(char c) {
    switch (c) {
      case '"' -> appendEscape('"');
      case '\\' -> appendEscape('\\');
      // The short forms where there are any: what is written is never longer than what came.
      case '\b' -> appendEscape('b');
      case '\f' -> appendEscape('f');
      case '\n' -> appendEscape('n');
      case '\r' -> appendEscape('r');
      case '\t' -> appendEscape('t');
      default -> {
        if (c < ' ') {
          appendEscape('u');
          bytes[length++] = '0';
          bytes[length++] = '0';
          bytes[length++] = HEX[c >> 4];
          bytes[length++] = HEX[c & 0xf];
        } else {
          bytes[length++] = (byte) c;
        }
      }
    }
  }

  private void appendEscape(char c) {
    bytes[length++] = '\\';
    bytes[length++] = (byte) c;
  }

  /** UTF-8, beyond ASCII. */
  private void appendCodePoint(int c) {
    if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
    } else {
      if (c < 0x10000) {
        bytes[length++] = (byte) (0xe0 | (c >> 12));
      } else {
        bytes[length++] = (byte) (0xf0 | (c >> 18));
        bytes[length++] = (byte) (0x80 | ((c >> 12) & 0x3f));
      }
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (c & 0x3f));
  }

  byte[] copy(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** What {@link #appendAscii} wrote there. */
  String ascii(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
  }

  /** What {@link #appendText} wrote there, quotes included, as it was before. */
  String text(int from, int to) {
    String written = new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8);
    if (written.indexOf('\\') < 0) {
      return written;
    }
    StringBuilder text = new StringBuilder(written.length());
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char escaped = written.charAt(++i);
      switch (escaped) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) HexFormat.fromHexDigits(written, i + 1, i + 5));
          i += 4;
        }
        default -> text.append(escaped);
      }
    }
    return text.toString();
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
    }
  }
}
