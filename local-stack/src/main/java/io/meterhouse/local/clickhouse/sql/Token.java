package io.meterhouse.local.clickhouse.sql;

import java.util.Locale;

/**
 * A piece of a statement that means something; comments and blanks are none.
 *
 * @param depth how many brackets are open around it
 * @param start offset of its first byte
 * @param end offset after its last byte
 * @param text of a word or a sign; empty for what is quoted, which may be long
 */
record Token(Kind kind, int depth, int start, int end, String text) {
  enum Kind {
    WORD,
    QUOTED,
    OPEN,
    CLOSE,
    SEMICOLON,
    OTHER
  }

  boolean isTopLevelWord(String word) {
    return depth == 0 && isWord(word);
  }

  boolean isWord(String word) {
    return kind == Kind.WORD && text.toUpperCase(Locale.ROOT).equals(word);
  }
}
