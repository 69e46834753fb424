package io.meterhouse.usagestore;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a script into its statements: ClickHouse takes one at a time over HTTP. A semicolon ends a
 * statement unless it stands in a comment or in quotes. Comments stay where they are inside a
 * statement; what holds nothing but comments is no statement.
 */
final class SqlScript {

  private final String script;
  private final List<String> statements = new ArrayList<>();
  private int position;
  private int start;
  private boolean hasContent;

  private SqlScript(String script) {
    this.script = script;
  }

  /**
   * @throws IllegalArgumentException if a quote or a comment is never closed
   */
  static List<String> statements(String script) {
    SqlScript cut = new SqlScript(script);
    cut.run();
    return List.copyOf(cut.statements);
  }

  private void run() {
    while (position < script.length()) {
      char c = script.charAt(position);
      if (script.startsWith("--", position) || c == '#') {
        skipLine();
      } else if (script.startsWith("/*", position)) {
        skipComment();
      } else if (c == '\'' || c == '"' || c == '`') {
        skipQuoted(c);
      } else if (c == ';') {
        endStatement();
      } else {
        hasContent |= !Character.isWhitespace(c);
        position++;
      }
    }
    endStatement();
  }

  private void skipLine() {
    int end = script.indexOf('\n', position);
    position = end < 0 ? script.length() : end + 1;
  }

  private void skipComment() {
    int end = script.indexOf("*/", position + 2);
    if (end < 0) {
      throw unclosed("comment");
    }
    position = end + 2;
  }

  /** A quote inside is doubled or follows a backslash; a doubled one reads as two strings. */
  private void skipQuoted(char quote) {
    hasContent = true;
    int at = position + 1;
    while (at < script.length() && script.charAt(at) != quote) {
      at += script.charAt(at) == '\\' ? 2 : 1;
    }
    if (at >= script.length()) {
      throw unclosed("quote " + quote);
    }
    position = at + 1;
  }

  private void endStatement() {
    if (hasContent) {
      statements.add(script.substring(start, Math.min(position, script.length())).strip());
    }
    position++;
    start = position;
    hasContent = false;
  }

  private IllegalArgumentException unclosed(String what) {
    int line = 1 + (int) script.substring(0, position).chars().filter(c -> c == '\n').count();
    return new IllegalArgumentException(
        what + " opened in line " + line + " (expected: closed before the end)");
  }
}
