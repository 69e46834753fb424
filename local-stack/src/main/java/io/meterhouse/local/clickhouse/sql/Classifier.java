package io.meterhouse.local.clickhouse.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells statements apart by their tokens, before the engine sees them. It does not check syntax:
 * what is wrong here goes to the engine, which says so in its own words.
 */
public final class Classifier {
  private static final String DEFAULT_INSERT_FORMAT = "Values";

  private Classifier() {}

  public static Statement classify(SqlText sql) {
    Lexer lexer = new Lexer(sql);
    Optional<Token> first = lexer.next();
    while (first.isPresent() && first.get().kind() == Token.Kind.SEMICOLON) {
      first = lexer.next();
    }
    if (first.isEmpty()) {
      return new Statement.Empty(sql);
    }
    if (first.get().isWord("INSERT")) {
      return insert(sql, lexer);
    }
    return other(sql, first.get(), lexer);
  }

  private static Statement insert(SqlText sql, Lexer lexer) {
    boolean selects = false;
    boolean readsInput = false;
    List<Token> seen = new ArrayList<>();
    for (Optional<Token> next = lexer.next(); next.isPresent(); next = lexer.next()) {
      Token token = next.get();
      readsInput |= token.isWord("INPUT");
      boolean namesTable = !seen.isEmpty() && isTableIntroduction(seen.getLast());
      if (!namesTable && token.isTopLevelWord("VALUES") && !selects) {
        return insertData(sql, token.start(), DEFAULT_INSERT_FORMAT, token.end());
      }
      if (!namesTable && token.isTopLevelWord("FORMAT")) {
        Optional<Token> format = lexer.next();
        if (format.isPresent() && !selects) {
          return insertFormat(sql, token, format.get(), lexer);
        }
        if (format.isPresent() && readsInput) {
          return new Statement.Change(sql);
        }
      }
      if (token.kind() == Token.Kind.SEMICOLON) {
        break;
      }
      selects |= !namesTable && (token.isWord("SELECT") || token.isTopLevelWord("WITH"));
      seen.add(token);
    }
    return selects ? finish(sql, lexer, Statement.Change::new) : unfinishedInsert(sql);
  }

  private static boolean isTableIntroduction(Token token) {
    return token.isWord("INTO") || token.isWord("TABLE") || token.text().equals(".");
  }

  private static Statement insertFormat(SqlText sql, Token word, Token format, Lexer lexer) {
    Optional<Token> after = lexer.next();
    boolean settingsOnTheLine =
        after.isPresent()
            && after.get().isWord("SETTINGS")
            && endOfLine(sql, format.end()) > after.get().start();
    if (!settingsOnTheLine) {
      return insertData(sql, word.start(), format.text(), startOfData(sql, format.end()));
    }
    int end = endOfLine(sql, format.end());
    SqlText head = SqlText.of(sql.head(word.start()) + sql.toString(after.get().start(), end));
    return new Statement.InsertData(head, format.text(), startOfData(sql, end));
  }

  private static Statement insertData(SqlText sql, int headEnd, String format, int dataOffset) {
    return new Statement.InsertData(sql.head(headEnd), format, dataOffset);
  }

  /** Neither data nor a query is named: the data is to come and is VALUES unless it says so. */
  private static Statement unfinishedInsert(SqlText sql) {
    return new Statement.InsertData(sql, DEFAULT_INSERT_FORMAT, sql.length());
  }

  /** Data begins after the format's name, blanks on its line and one line break. */
  private static int startOfData(SqlText sql, int formatEnd) {
    int at = formatEnd;
    while (at < sql.length()
        && (sql.raw()[at] == ' ' || sql.raw()[at] == '\t' || sql.raw()[at] == '\r')) {
      at++;
    }
    return at < sql.length() && sql.raw()[at] == '\n' ? at + 1 : at;
  }

  private static int endOfLine(SqlText sql, int from) {
    int at = from;
    while (at < sql.length() && sql.raw()[at] != '\n') {
      at++;
    }
    return at;
  }

  private static Statement other(SqlText sql, Token first, Lexer lexer) {
    Outline outline = new Outline();
    outline.add(first);
    for (Optional<Token> next = lexer.next(); next.isPresent(); next = lexer.next()) {
      if (next.get().kind() == Token.Kind.SEMICOLON) {
        break;
      }
      outline.add(next.get());
    }
    String word = first.text().toUpperCase(Locale.ROOT);
    return finish(sql, lexer, text -> outline.statement(word, text));
  }

  private interface Making {
    Statement from(SqlText sql);
  }

  private static Statement finish(SqlText sql, Lexer lexer, Making making) {
    for (Optional<Token> next = lexer.next(); next.isPresent(); next = lexer.next()) {
      if (next.get().kind() != Token.Kind.SEMICOLON) {
        return new Statement.Several(sql, next.get().start());
      }
    }
    return making.from(sql);
  }

  /** What matters of a statement that is not an insert. */
  private static final class Outline {
    private final List<Token> topLevel = new ArrayList<>();
    private boolean totals;

    void add(Token token) {
      totals |= token.isWord("TOTALS");
      if (token.depth() == 0) {
        topLevel.add(token);
      }
    }

    Statement statement(String word, SqlText sql) {
      return switch (word) {
        case "SELECT", "WITH", "FROM", "(" ->
            topLevel.stream().anyMatch(each -> each.isWord("INSERT"))
                ? new Statement.Change(sql)
                : new Statement.Select(sql, format(), totals);
        case "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "EXISTS", "CHECK" ->
            new Statement.Inspect(sql, format());
        case "SET", "USE" -> new Statement.SessionChange(sql);
        case "KILL" -> new Statement.Kill(sql, format());
        default -> new Statement.Change(sql);
      };
    }

    /** The word after a FORMAT that ends the statement or has nothing but SETTINGS behind it. */
    private @Nullable String format() {
      for (int i = 0; i + 1 < topLevel.size(); i++) {
        boolean closes = i + 2 == topLevel.size() || topLevel.get(i + 2).isWord("SETTINGS");
        Token name = topLevel.get(i + 1);
        if (topLevel.get(i).isWord("FORMAT") && name.kind() == Token.Kind.WORD && closes) {
          return name.text();
        }
      }
      return null;
    }
  }
}
