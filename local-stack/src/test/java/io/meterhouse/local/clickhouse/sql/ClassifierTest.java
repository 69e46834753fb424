package io.meterhouse.local.clickhouse.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassifierTest {

  private static Statement classify(String sql) {
    return Classifier.classify(SqlText.of(sql));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1",
        "  -- a comment\n select 1;",
        "/* SELECT */ WITH a AS (SELECT 1) SELECT * FROM a",
        "(SELECT 1) UNION ALL (SELECT 2)",
        "SELECT ';' AS `a;b`, $x$ ; $x$",
        "SELECT 'it''s; \\'; ok'",
        "FROM numbers(1) SELECT number",
        "SELECT 1 # SELECT ; 2\n;;"
      })
  void shouldKnowSelects(String sql) {
    assertThat(classify(sql)).isInstanceOf(Statement.Select.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT 1 FORMAT CSV                        | CSV
          SELECT 1 format JSONEachRow;               | JSONEachRow
          SELECT 1 FORMAT CSV SETTINGS max_threads=1 | CSV
          SELECT 1 SETTINGS max_threads=1 FORMAT TSV | TSV
          SELECT format FROM t                       |
          SELECT a FROM (SELECT 1 FORMAT x)          |
          SELECT 'FORMAT CSV'                        |
          SELECT format('{}', 1)                     |
          """)
  void shouldFindTheFormatOfASelect(String sql, String format) {
    assertThat(((Statement.Select) classify(sql)).format()).isEqualTo(format);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          INSERT INTO t FORMAT TSV\\n1              | INSERT INTO t                          | TSV         | 1
          insert into t (a, b) format RowBinary X   | insert into t (a, b)                   | RowBinary   | X
          INSERT INTO t VALUES (1)                  | INSERT INTO t                          | Values      | (1)
          INSERT INTO t(a)VALUES(1);                | INSERT INTO t(a)                       | Values      | (1);
          /* c\\n*/ INSERT INTO t FORMAT TSV\\r\\n;  | /* c\\n*/ INSERT INTO t                 | TSV         | ;
          INSERT INTO t SETTINGS a=1 FORMAT CSV\\n1 | INSERT INTO t SETTINGS a=1             | CSV         | 1
          INSERT INTO t FORMAT CSV SETTINGS a=1\\n1 | INSERT INTO t SETTINGS a=1             | CSV         | 1
          INSERT INTO format FORMAT TSV\\n1         | INSERT INTO format                     | TSV         | 1
          INSERT INTO db.values (a) VALUES (2)      | INSERT INTO db.values (a)              | Values      | (2)
          INSERT INTO `FORMAT x` FORMAT TSV\\n1     | INSERT INTO `FORMAT x`                 | TSV         | 1
          """)
  void shouldSplitAnInsertFromItsData(String sql, String head, String format, String data) {
    String text = sql.replace("\\n", "\n").replace("\\r", "\r");
    Statement.InsertData insert = (Statement.InsertData) classify(text);
    assertThat(insert.sql().toString().strip()).isEqualTo(head.replace("\\n", "\n"));
    assertThat(insert.format()).isEqualTo(format);
    assertThat(text.substring(insert.dataOffset()).strip()).isEqualTo(data);
  }

  @Test
  void shouldWaitForTheDataOfAnInsertThatNamesNone() {
    assertThat(classify("INSERT INTO t (a, b)"))
        .isEqualTo(new Statement.InsertData(SqlText.of("INSERT INTO t (a, b)"), "Values", 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO t SELECT 1",
        "INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x",
        "INSERT INTO t (SELECT 1)",
        "INSERT INTO t SELECT * FROM input('a UInt8') FORMAT TSV\n1;2\n",
        "WITH 1 AS a INSERT INTO t SELECT a",
        "CREATE TABLE t (a UInt8) ENGINE = Memory",
        "CREATE VIEW v AS SELECT 1",
        "ALTER TABLE t DELETE WHERE 1",
        "OPTIMIZE TABLE t FINAL",
        "SYSTEM FLUSH LOGS",
        "TRUNCATE TABLE t"
      })
  void shouldKnowWhatChangesSomething(String sql) {
    assertThat(classify(sql)).isInstanceOf(Statement.Change.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHOW TABLES", "DESCRIBE t", "desc t", "EXISTS t", "EXPLAIN SELECT 1"})
  void shouldKnowWhatOnlyLooks(String sql) {
    assertThat(classify(sql)).isInstanceOf(Statement.Inspect.class);
  }

  @Test
  void shouldFindASecondStatement() {
    SqlText sql = SqlText.of("SELECT 1; -- one\nDROP TABLE t");
    assertThat(Classifier.classify(sql)).isEqualTo(new Statement.Several(sql, 17));
    assertThat(classify("INSERT INTO t SELECT 1; DROP TABLE t"))
        .isInstanceOf(Statement.Several.class);
  }

  @Test
  void shouldKnowNothingFromSomething() {
    assertThat(classify(" /* nothing */ ; -- at all")).isInstanceOf(Statement.Empty.class);
    assertThat(classify("SET a = 1")).isInstanceOf(Statement.SessionChange.class);
    assertThat(classify("kill query where 1")).isInstanceOf(Statement.Kill.class);
  }

  @Test
  void shouldRenameTheQueryIdInAKillOnly() {
    Statement.Kill kill = (Statement.Kill) classify("KILL QUERY WHERE query_id = 'query_id' SYNC");
    assertThat(KillQuery.byClientId(kill, "X").sql().toString())
        .isEqualTo("KILL QUERY WHERE X = 'query_id' SYNC");
  }
}
