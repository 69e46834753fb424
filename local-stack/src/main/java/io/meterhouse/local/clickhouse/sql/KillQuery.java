package io.meterhouse.local.clickhouse.sql;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Clients name a query by the id that they gave it, which the engine keeps in a setting and not as
 * its own {@code query_id}.
 */
public final class KillQuery {
  private KillQuery() {}

  /** The same statement with {@code query_id} replaced by an expression. */
  public static Statement.Kill byClientId(Statement.Kill kill, String expression) {
    byte[] sql = kill.sql().raw();
    ByteArrayOutputStream rewritten = new ByteArrayOutputStream();
    Lexer lexer = new Lexer(kill.sql());
    int copied = 0;
    for (Optional<Token> next = lexer.next(); next.isPresent(); next = lexer.next()) {
      Token token = next.get();
      if (token.isWord("QUERY_ID")) {
        rewritten.write(sql, copied, token.start() - copied);
        rewritten.writeBytes(expression.getBytes(StandardCharsets.UTF_8));
        copied = token.end();
      }
    }
    rewritten.write(sql, copied, sql.length - copied);
    return new Statement.Kill(SqlText.of(rewritten.toByteArray()), kill.format());
  }
}
