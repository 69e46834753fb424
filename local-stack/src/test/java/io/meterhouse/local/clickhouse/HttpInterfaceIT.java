package io.meterhouse.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client written for ClickHouse's HTTP interface relies on, byte by byte. */
final class HttpInterfaceIT {

  private static Http http() {
    return Http.to(TestClickHouse.url());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELEC 1                                        | 400 | 62
          SELECT 1; SELECT 2                             | 400 | 62
          SELECT nope                                    | 404 | 47
          SELECT * FROM nope                             | 404 | 60
          SELECT * FROM nope.nope                        | 404 | 81
          SELECT nope(1)                                 | 404 | 46
          SELECT 1 FORMAT Nope                           | 404 | 73
          SELECT 1 SETTINGS nope = 1                     | 404 | 115
          SELECT toUInt8('x')                            | 400 | 6
          SELECT throwIf(1)                              | 500 | 395
          SELECT sleep(3) SETTINGS max_execution_time=1  | 408 | 159
          INSERT INTO nope FORMAT TSV                    | 404 | 60
          """)
  void shouldAnswerErrorsWithTheServersStatusAndCode(String sql, int status, String code)
      throws Exception {
    Http.Reply reply = http().post(sql);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.headers()).containsEntry("X-ClickHouse-Exception-Code", code);
    assertThat(reply.text())
        .startsWith("Code: " + code + ". DB::Exception: ")
        .containsPattern("\\([A-Z_]+\\)( \\(version 26\\.[0-9.]+\\))\n$");
  }

  @Test
  void shouldTakeTheStatementFromUrlBodyOrBoth() throws Exception {
    String table = TestClickHouse.freshTable();
    http()
        .post("CREATE TABLE %s (a UInt8, b String) ENGINE = MergeTree ORDER BY a".formatted(table));
    http().with("query", "INSERT INTO " + table + " FORMAT TSV").post("1\tone\n");
    http().post("/* a\n comment */ INSERT INTO " + table + " FORMAT TSV\n2\ttwo\n");
    http().post("INSERT INTO " + table + " VALUES (3, concat('th', 'ree'))");
    http().with("query", "INSERT INTO " + table).post("VALUES (4, 'four; not a statement')");
    http()
        .with("param_a", "5")
        .with("param_b", "fi've")
        .post("INSERT INTO " + table + " VALUES ({a:UInt8}, {b:String})");
    http().post("INSERT INTO " + table + " SELECT 6, 'six'");
    http()
        .with("query", "INSERT INTO " + table + " (b, a) FORMAT JSONEachRow")
        .post("{\"a\":7,\"b\":\"seven\"}");
    Http.Reply reply = http().with("query", "SELECT b FROM " + table).post("ORDER BY a");
    assertThat(reply.text().lines())
        .containsExactly("one", "two", "three", "four; not a statement", "fi\\'ve", "six", "seven");
  }

  @Test
  void shouldCountWhatAnInsertWrote() throws Exception {
    String table = TestClickHouse.freshTable();
    http().post("CREATE TABLE %s (a UInt8) ENGINE = MergeTree ORDER BY a".formatted(table));
    Http.Reply data = http().post("INSERT INTO " + table + " FORMAT TSV\n1\n2\n");
    Http.Reply select = http().post("INSERT INTO " + table + " SELECT number FROM numbers(3)");
    assertThat(data.headers().get("X-ClickHouse-Summary")).contains("\"written_rows\":\"2\"");
    assertThat(select.headers().get("X-ClickHouse-Summary")).contains("\"written_rows\":\"3\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RowBinaryWithNamesAndTypes",
        "RowBinaryWithNames",
        "TabSeparatedWithNamesAndTypes",
        "CSVWithNames",
        "JSONCompactEachRowWithNamesAndTypes",
        "JSONEachRow",
        "TabSeparated"
      })
  void shouldStreamTheSameBytesThatAWholeAnswerHas(String format) throws Exception {
    String sql =
        "SELECT number, toString(number) AS `a \"b\"` FROM numbers(200000) FORMAT " + format;
    byte[] streamed = http().post(sql).body();
    byte[] whole = http().with("wait_end_of_query", "1").post(sql).body();
    assertThat(streamed).isEqualTo(whole);
  }

  @Test
  void shouldAnswerInTheDefaultFormatUnlessTheStatementNamesOne() throws Exception {
    Http.Reply named =
        http().with("default_format", "JSONEachRow").post("SELECT 1 AS a FORMAT CSV");
    Http.Reply other = http().with("default_format", "JSONEachRow").post("SELECT 1 AS a");
    assertThat(named.text()).isEqualTo("1\n");
    assertThat(named.headers()).containsEntry("X-ClickHouse-Format", "CSV");
    assertThat(other.text()).isEqualTo("{\"a\":1}\n");
    assertThat(other.headers()).containsEntry("X-ClickHouse-Format", "JSONEachRow");
  }

  @Test
  void shouldNotLetSettingsOutliveTheirRequest() throws Exception {
    assertThat(http().with("max_threads", "3").post("SELECT getSetting('max_threads')").text())
        .isEqualTo("3\n");
    assertThat(http().post("SELECT getSetting('max_threads')").text()).isNotEqualTo("3\n");
    assertThat(http().with("database", "system").post("SELECT currentDatabase()").text())
        .isEqualTo("system\n");
    assertThat(http().post("SELECT currentDatabase()").text()).isEqualTo("default\n");
  }

  @Test
  void shouldKeepASessionsStateButNotItsRequestsSettings() throws Exception {
    String id = TestClickHouse.freshTable();
    session(id).post("SET max_threads = 7");
    session(id).post("CREATE TEMPORARY TABLE mine (a UInt8)");
    session(id).post("INSERT INTO mine VALUES (1), (2)");
    assertThat(session(id).post("SELECT sum(a) FROM mine").text()).isEqualTo("3\n");
    String sql = "SELECT getSetting('max_threads')";
    assertThat(session(id).with("max_threads", "3").post(sql).text()).isEqualTo("3\n");
    assertThat(session(id).post("SELECT throwIf(1)").status()).isEqualTo(500);
    assertThat(session(id).post(sql).text()).isEqualTo("7\n");
    assertThat(http().post("SELECT sum(a) FROM mine").status()).isEqualTo(404);
    assertThat(session(id + "x").with("session_check", "1").post("SELECT 1").headers())
        .containsEntry("X-ClickHouse-Exception-Code", "372");
  }

  private static Http session(String id) {
    return http().with("session_id", id);
  }

  @Test
  void shouldRefuseASecondRequestOfABusySession() throws Exception {
    String id = TestClickHouse.freshTable();
    Thread busy = Thread.ofVirtual().start(() -> ignoreAnswer(id, "SELECT sleep(3)"));
    Running.awaitQuery("SELECT sleep(3)");
    assertThat(session(id).post("SELECT 1").headers())
        .containsEntry("X-ClickHouse-Exception-Code", "373");
    busy.join();
  }

  private static void ignoreAnswer(String id, String sql) {
    try {
      session(id).post(sql);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldRefuseAWrongPasswordAndAnUnknownUser() throws Exception {
    Http.Reply wrong = http().header("X-ClickHouse-Key", "wrong").post("SELECT 1");
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.headers()).containsEntry("X-ClickHouse-Exception-Code", "516");
    String basic = Base64.getEncoder().encodeToString("nobody:".getBytes(StandardCharsets.UTF_8));
    assertThat(http().header("Authorization", "Basic " + basic).post("SELECT 1").status())
        .isEqualTo(403);
    assertThat(http().with("user", "default").with("password", "").post("SELECT 1").status())
        .isEqualTo(200);
  }

  @Test
  void shouldRefuseToChangeDataByGet() throws Exception {
    Http.Reply reply = http().get("CREATE TABLE never (a UInt8) ENGINE = Memory");
    assertThat(reply.headers()).containsEntry("X-ClickHouse-Exception-Code", "164");
  }

  @Test
  void shouldCompressInTheWaysOfHttp() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write("SELECT 'zipped'".getBytes(StandardCharsets.UTF_8));
    }
    Http.Reply reply =
        http()
            .with("enable_http_compression", "1")
            .header("Accept-Encoding", "gzip")
            .header("Content-Encoding", "gzip")
            .post(zipped.toByteArray());
    assertThat(reply.headers()).containsEntry("Content-Encoding", "gzip");
    assertThat(
            new String(
                new GZIPInputStream(new ByteArrayInputStream(reply.body())).readAllBytes(),
                StandardCharsets.UTF_8))
        .isEqualTo("zipped\n");
    assertThat(http().header("Content-Encoding", "br").post("SELECT 1").headers())
        .containsEntry("X-ClickHouse-Exception-Code", "89");
    assertThat(http().with("decompress", "1").post("SELECT 1, this is not compressed").headers())
        .containsEntry("X-ClickHouse-Exception-Code", "271");
  }

  @Test
  void shouldMarkAnErrorThatComesAfterTheFirstRows() throws Exception {
    URI uri = URI.create(TestClickHouse.url());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      String sql = "SELECT number, throwIf(number=900000) FROM numbers(1000000)";
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(sql.length(), sql)
                  .getBytes(StandardCharsets.US_ASCII));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(all).startsWith("HTTP/1.1 200 OK");
      String tag = all.replaceAll("(?s).*X-ClickHouse-Exception-Tag: (\\w{16}).*", "$1");
      assertThat(all.substring(all.length() - 600))
          .contains("\r\n__exception__\r\n" + tag + "\r\nCode: 395. DB::Exception: ")
          .contains(tag + "\r\n__exception__\r\n")
          .doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void shouldCancelTheQueryOfAClientThatLeaves() throws Exception {
    URI uri = URI.create(TestClickHouse.url());
    String sql = "SELECT count() FROM numbers(20000000000000)";
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(sql.length(), sql)
                  .getBytes(StandardCharsets.US_ASCII));
      Running.awaitQuery("numbers(20000000000000)");
    }
    Running.awaitNoQuery("numbers(20000000000000)");
  }

  @Test
  void shouldKillAQueryByTheIdThatItsClientGaveIt() throws Exception {
    String sql = "SELECT count() FROM numbers(30000000000000)";
    String id = "it's-" + TestClickHouse.freshTable();
    Thread client =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    assertThat(http().with("query_id", id).post(sql).headers())
                        .containsEntry("X-ClickHouse-Exception-Code", "394");
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    Running.awaitQuery("numbers(30000000000000)");
    assertThat(http().with("query_id", id).post("SELECT 1").headers())
        .containsEntry("X-ClickHouse-Exception-Code", "216");
    http().post("KILL QUERY WHERE query_id = 'it\\'s-" + id.substring(5) + "'");
    Running.awaitNoQuery("numbers(30000000000000)");
    client.join();
  }

  @Test
  void shouldNotStoreAnInsertThatBreaksOff() throws Exception {
    String table = TestClickHouse.freshTable();
    http().post("CREATE TABLE %s (a UInt8) ENGINE = MergeTree ORDER BY a".formatted(table));
    URI uri = URI.create(TestClickHouse.url());
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket
          .getOutputStream()
          .write(
              "POST /?query=INSERT+INTO+%s+FORMAT+TSV HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n1\n2\n"
                  .formatted(table)
                  .getBytes(StandardCharsets.US_ASCII));
      Running.awaitQuery("INSERT INTO " + table);
    }
    Running.awaitNoQuery("INSERT INTO " + table);
    assertThat(http().post("SELECT count() FROM " + table).text()).isEqualTo("0\n");
  }
}
