package io.meterhouse.usagestore;

import io.meterhouse.metering.Identity;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Collects the values of a statement's placeholders. ClickHouse reads a value in its "Escaped" text
 * form, and the elements of an array quoted, so that every text arrives as it is, whatever it
 * holds.
 */
final class SqlParameters {

  private static final HexFormat ESCAPED_BYTES = HexFormat.of().withPrefix("\\x");

  private final Map<String, String> values = new LinkedHashMap<>();

  SqlParameters string(String name, String text) {
    return put(name, escaped(text));
  }

  /** For Array(String). */
  SqlParameters strings(String name, Collection<String> texts) {
    StringJoiner array = new StringJoiner(",", "[", "]");
    for (String text : texts) {
      array.add("'" + escaped(text) + "'");
    }
    return put(name, array.toString());
  }

  /** For Array(FixedString(16)). */
  SqlParameters bytes(String name, Collection<Identity> identities) {
    StringJoiner array = new StringJoiner(",", "[", "]");
    for (Identity identity : identities) {
      array.add("'" + ESCAPED_BYTES.formatHex(identity.bytes()) + "'");
    }
    return put(name, array.toString());
  }

  SqlParameters integer(String name, long value) {
    return put(name, Long.toString(value));
  }

  SqlParameters unsigned(String name, BigInteger value) {
    return put(name, value.toString());
  }

  /** For an array of any integer type. */
  SqlParameters integers(String name, Collection<? extends Number> numbers) {
    StringJoiner array = new StringJoiner(",", "[", "]");
    for (Number number : numbers) {
      array.add(Long.toString(number.longValue()));
    }
    return put(name, array.toString());
  }

  SqlStatement in(String sql) {
    return new SqlStatement(sql, values);
  }

  private SqlParameters put(String name, String value) {
    if (values.put(name, value) != null) {
      throw new IllegalStateException("parameter given twice: " + name);
    }
    return this;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> escaped.append("\\\\");
        case '\'' -> escaped.append("\\'");
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\0' -> escaped.append("\\0");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }
}
