package io.meterhouse.local.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server as a process: what it survives, refuses and bears. */
final class ServerProcessIT {
  private static final Logger LOG = LoggerFactory.getLogger(ServerProcessIT.class);
  private static final int HEAP_MEGABYTES = 96;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int LARGE_BYTES = 300_000_000;

  @TempDir private Path data;

  @Test
  void shouldHaveEveryAcknowledgedRowAfterKill() throws Exception {
    AtomicInteger acknowledged = new AtomicInteger();
    String port;
    try (ServerProcess server = ServerProcess.start(HEAP_MEGABYTES, data)) {
      port = server.port();
      Http.to(server.url())
          .post("CREATE TABLE t (batch UInt32, i UInt32) ENGINE = MergeTree ORDER BY batch");
      Thread writer = Thread.ofVirtual().start(() -> writeUntilRefused(server.url(), acknowledged));
      await().atMost(SOON).until(() -> acknowledged.get() >= 30);
      server.kill();
      writer.join();
    }
    try (ServerProcess again = ServerProcess.start(HEAP_MEGABYTES, data, "--port", port)) {
      assertThat(again.port()).isEqualTo(port);
      String whole = "SELECT uniqExact(batch), count() FROM t WHERE batch < " + acknowledged.get();
      assertThat(Http.to(again.url()).post(whole).text())
          .isEqualTo("%d\t%d\n".formatted(acknowledged.get(), acknowledged.get() * 1000));
      String torn =
          "SELECT count() FROM (SELECT batch FROM t GROUP BY batch HAVING count() != 1000)";
      assertThat(Http.to(again.url()).post(torn).text()).isEqualTo("0\n");
      assertThat(
              Http.to(again.url())
                  .post("CHECK TABLE t SETTINGS check_query_single_value_result = 1")
                  .text())
          .isEqualTo("1\n");
    }
  }

  private static void writeUntilRefused(String url, AtomicInteger acknowledged) {
    int batch = 0;
    try {
      while (Http.to(url)
              .post("INSERT INTO t SELECT %d, number FROM numbers(1000)".formatted(batch))
              .status()
          == 200) {
        acknowledged.set(++batch);
      }
    } catch (IOException e) {
      LOG.debug("the server is gone, as it should be", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldRefuseASecondServerOnTheSameDataAndATakenPort(@TempDir Path other) throws Exception {
    try (ServerProcess server = ServerProcess.start(HEAP_MEGABYTES, data);
        ServerProcess sameData = ServerProcess.launch(HEAP_MEGABYTES, data);
        ServerProcess samePort =
            ServerProcess.launch(HEAP_MEGABYTES, other, "--port", server.port())) {
      assertThat(sameData.awaitEnd()).isEqualTo(ClickHouseServerMain.EXIT_CANNOT_START);
      assertThat(sameData.printed()).contains("is in use by the process " + server.pid());
      assertThat(samePort.awaitEnd()).isEqualTo(ClickHouseServerMain.EXIT_PORT_IN_USE);
      assertThat(samePort.printed()).contains("cannot listen on 127.0.0.1:" + server.port());
      assertThat(Http.to(server.url()).post("SELECT 1").text()).isEqualTo("1\n");
    }
  }

  @Test
  void shouldStopInOrderOnSigtermAndOnEndOfInput(@TempDir Path other) throws Exception {
    try (ServerProcess first = ServerProcess.start(HEAP_MEGABYTES, data);
        ServerProcess second = ServerProcess.start(HEAP_MEGABYTES, other, "--stop-on-stdin-eof")) {
      first.terminate();
      second.endInput();
      assertThat(List.of(first.awaitEnd(), second.awaitEnd())).containsExactly(0, 0);
    }
  }

  @Test
  void shouldRefuseQueriesBeyondItsBoundAndKillThoseThatTakeTooLong() throws Exception {
    try (ServerProcess server =
        ServerProcess.start(
            HEAP_MEGABYTES,
            data,
            "--max-concurrent-queries",
            "1",
            "--queue-wait-millis",
            "100",
            "--query-time-limit-seconds",
            "3")) {
      String endless = "SELECT count() FROM numbers(1000000000000)";
      assertThat(post(server.url(), endless).headers())
          .containsEntry("X-ClickHouse-Exception-Code", "394");
      AtomicBoolean refused = new AtomicBoolean();
      Thread busy =
          Thread.ofVirtual()
              .start(
                  () -> {
                    while (!refused.get()) {
                      post(server.url(), endless);
                    }
                  });
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(post(server.url(), "SELECT 1").headers())
                      .containsEntry("X-ClickHouse-Exception-Code", "202"));
      refused.set(true);
      busy.join();
      assertThat(post(server.url(), "SELECT 1").text()).isEqualTo("1\n");
    }
  }

  private static Http.Reply post(String url, String sql) {
    try {
      return Http.to(url).post(sql);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldPassMoreDataThanItsMemoryHolds() throws Exception {
    try (ServerProcess server = ServerProcess.start(HEAP_MEGABYTES, data);
        HttpClient client = HttpClient.newHttpClient()) {
      Http.to(server.url()).post("CREATE TABLE big (s String) ENGINE = MergeTree ORDER BY tuple()");
      URI insert = URI.create(server.url() + "/?query=INSERT+INTO+big+FORMAT+TSV");
      HttpResponse<String> inserted =
          client.send(
              HttpRequest.newBuilder(insert)
                  .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new Lines(LARGE_BYTES)))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(inserted.headers().firstValue("X-ClickHouse-Summary").orElse(""))
          .contains("\"written_rows\":\"300000\"");
      URI select = URI.create(server.url() + "/?query=SELECT+s+FROM+big");
      HttpResponse<InputStream> selected =
          client.send(
              HttpRequest.newBuilder(select).build(), HttpResponse.BodyHandlers.ofInputStream());
      long bytes = 0;
      try (InputStream in = selected.body()) {
        byte[] buffer = new byte[64 * 1024];
        for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
          bytes += size;
        }
      }
      assertThat(bytes).isEqualTo(LARGE_BYTES);
    }
  }

  /** Lines of 1,000 bytes, made while they are read. */
  private static final class Lines extends InputStream {
    private static final byte[] LINE = line();
    private int left;

    Lines(int bytes) {
      left = bytes;
    }

    private static byte[] line() {
      byte[] line = new byte[1000];
      Arrays.fill(line, (byte) 'x');
      line[999] = '\n';
      return line;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      int from = (LARGE_BYTES - left) % LINE.length;
      int size = Math.min(length, LINE.length - from);
      System.arraycopy(LINE, from, bytes, offset, size);
      left -= size;
      return size;
    }
  }
}
