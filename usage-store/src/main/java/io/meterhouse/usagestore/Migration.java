package io.meterhouse.usagestore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One versioned script of the schema.
 *
 * @param name of its file, for example {@code V0001__usage.sql}
 */
record Migration(int version, String name, String checksum, List<String> statements) {

  private static final Pattern NAME = Pattern.compile("V(\\d{4})__[a-z0-9_]+\\.sql");

  Migration {
    statements = List.copyOf(statements);
  }

  static Migration of(String name, String script) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "migration: " + name + " (expected: a name such as V0001__usage.sql)");
    }
    return new Migration(
        Integer.parseInt(matcher.group(1)), name, sha256(script), SqlScript.statements(script));
  }

  private static String sha256(String script) {
    try {
      byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
