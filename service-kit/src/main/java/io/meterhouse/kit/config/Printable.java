package io.meterhouse.kit.config;

/** Text from outside in a message: no line can be broken and no terminal driven by it. */
final class Printable {

  private static final int LONGEST = 200;

  private Printable() {}

  static String of(String text) {
    StringBuilder printable = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? '?' : c));
    return printable.toString();
  }
}
