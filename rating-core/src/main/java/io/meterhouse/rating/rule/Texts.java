package io.meterhouse.rating.rule;

import io.meterhouse.rating.Problems;
import org.jspecify.annotations.Nullable;

/** Checks texts of drafts: bounded, and such that a database can hold them. */
final class Texts {

  private static final int SHOWN_CHARS = 50;

  private Texts() {}

  static void checkName(String field, @Nullable String name, Problems problems) {
    if (name == null) {
      problems.add(field, "missing");
    } else if (name.isBlank()) {
      problems.add(field, "blank (expected: text)");
    } else {
      check(field, name, RuleLimits.MAX_NAME_CHARS, problems);
    }
  }

  static void check(String field, @Nullable String text, Problems problems) {
    if (text != null) {
      check(field, text, RuleLimits.MAX_TEXT_CHARS, problems);
    }
  }

  static String shown(String text) {
    return text.length() <= SHOWN_CHARS
        ? "'" + text + "'"
        : "'" + text.substring(0, SHOWN_CHARS) + "…'";
  }

  private static void check(String field, String text, int maxChars, Problems problems) {
    if (text.length() > maxChars) {
      problems.add(
          field, "%d characters (expected: at most %d)".formatted(text.length(), maxChars));
    } else if (text.indexOf('\0') >= 0) {
      problems.add(field, "holds U+0000 (expected: text)");
    } else if (text.codePoints().anyMatch(Texts::isHalf)) {
      problems.add(field, "holds half of a surrogate pair (expected: text)");
    }
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }
}
