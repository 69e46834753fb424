package io.meterhouse.local.clickhouse.sql;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Splits SQL into tokens one at a time, so that reading can stop where the data of an insert
 * begins: those bytes are not SQL. Knows ClickHouse's comments ({@code --}, {@code #!}, {@code # },
 * {@code /* … *}{@code /}), quotes (three kinds, doubled or escaped) and heredocs ({@code $tag$ …
 * $tag$}).
 */
final class Lexer {
  private final byte[] sql;
  private int at;
  private int depth;

  Lexer(SqlText sql) {
    this.sql = sql.raw();
  }

  Optional<Token> next() {
    skipBlanksAndComments();
    if (at >= sql.length) {
      return Optional.empty();
    }
    int start = at;
    char c = (char) (sql[at] & 0xff);
    return Optional.of(
        switch (c) {
          case '\'', '"', '`' -> token(Token.Kind.QUOTED, start, endOfQuoted(c), depth);
          case '(', '[', '{' -> token(Token.Kind.OPEN, start, start + 1, depth++);
          case ')', ']', '}' -> {
            depth = Math.max(0, depth - 1);
            yield token(Token.Kind.CLOSE, start, start + 1, depth);
          }
          case ';' -> token(Token.Kind.SEMICOLON, start, start + 1, depth);
          case '$' -> heredocOrWord(start);
          default ->
              isWordPart(c)
                  ? token(Token.Kind.WORD, start, endOfWord(), depth)
                  : token(Token.Kind.OTHER, start, start + 1, depth);
        });
  }

  private Token token(Token.Kind kind, int start, int end, int depthAround) {
    at = end;
    String text =
        kind == Token.Kind.QUOTED
            ? ""
            : new String(sql, start, end - start, StandardCharsets.UTF_8);
    return new Token(kind, depthAround, start, end, text);
  }

  private void skipBlanksAndComments() {
    while (at < sql.length) {
      if (sql[at] >= 0 && sql[at] <= ' ') {
        at++;
      } else if (startsWith("--") || startsWith("#!") || startsWith("# ")) {
        at = find("\n", at);
      } else if (startsWith("/*")) {
        at = Math.min(sql.length, find("*/", at + 2) + 2);
      } else {
        return;
      }
    }
  }

  private int endOfQuoted(char quote) {
    int i = at + 1;
    while (i < sql.length) {
      if (sql[i] == '\\') {
        i += 2;
      } else if (sql[i] != quote) {
        i++;
      } else if (i + 1 < sql.length && sql[i + 1] == quote) {
        i += 2;
      } else {
        return i + 1;
      }
    }
    return sql.length;
  }

  private int endOfWord() {
    int i = at;
    while (i < sql.length && isWordPart((char) (sql[i] & 0xff))) {
      i++;
    }
    return i;
  }

  private Token heredocOrWord(int start) {
    int tagEnd = start + 1;
    while (tagEnd < sql.length && isWordPart((char) (sql[tagEnd] & 0xff)) && sql[tagEnd] != '$') {
      tagEnd++;
    }
    if (tagEnd < sql.length && sql[tagEnd] == '$') {
      String tag = new String(sql, start, tagEnd + 1 - start, StandardCharsets.UTF_8);
      int end = find(tag, tagEnd + 1);
      return token(Token.Kind.QUOTED, start, Math.min(sql.length, end + tag.length()), depth);
    }
    return token(Token.Kind.WORD, start, Math.max(tagEnd, start + 1), depth);
  }

  private static boolean isWordPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '$'
        || c > 127;
  }

  private boolean startsWith(String text) {
    return matches(text, at);
  }

  private boolean matches(String text, int offset) {
    if (offset + text.length() > sql.length) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (sql[offset + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where a text begins, or the end of the SQL where it does not occur. */
  private int find(String text, int from) {
    for (int i = from; i < sql.length; i++) {
      if (matches(text, i)) {
        return i;
      }
    }
    return sql.length;
  }
}
