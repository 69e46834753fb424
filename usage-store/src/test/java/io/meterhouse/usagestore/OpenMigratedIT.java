package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class OpenMigratedIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REFUSAL =
      "HTTP/1.1 403 Forbidden\r\nX-ClickHouse-Exception-Code: 516\r\nContent-Length: 0\r\n\r\n";

  @Test
  void shouldOpenADatabaseThatWasNotThereBefore(EngineAddresses engines) {
    try (UsageStore store = open(engines, engines.freshName("opened"), "")) {
      assertThat(new Watermarks(store).read("none")).isEmpty();
    }
  }

  @Test
  void shouldSayThatWaitingDoesNotHelpAgainstAWrongPassword(EngineAddresses engines) {
    assertThatThrownBy(() -> open(engines, engines.freshName("refused"), "wrong").close())
        .isInstanceOfSatisfying(
            UsageStoreException.class,
            e -> {
              assertThat(e.code()).isEqualTo(516);
              assertThat(UsageStoreException.isTransient(e)).isFalse();
              assertThat(e).hasMessageNotContaining("wrong");
            });
  }

  @Test
  void shouldLeaveNothingOpenWhereItFails() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> end = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> refuse(server, end));
      String url = "http://127.0.0.1:" + server.getLocalPort();

      assertThatThrownBy(() -> UsageStore.openMigrated(url, "x", "default", "").close())
          .isInstanceOf(UsageStoreException.class);
      // The client keeps connections for later: only closing it ends this one.
      assertThat(end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("closed");
    }
  }

  /** Answers one request with no, then completes with what comes next on its connection. */
  private static void refuse(ServerSocket server, CompletableFuture<String> next) {
    try (Socket connection = server.accept();
        BufferedReader request =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1))) {
      connection.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      readRequest(request);
      connection.getOutputStream().write(REFUSAL.getBytes(StandardCharsets.ISO_8859_1));
      next.complete(request.read() < 0 ? "closed" : "another request");
    } catch (SocketException e) {
      // The client's way to close a connection; a time-out of ours is none of these.
      next.complete("closed");
    } catch (Exception e) {
      next.completeExceptionally(e);
    }
  }

  private static void readRequest(BufferedReader request) throws Exception {
    boolean chunked = false;
    long length = 0;
    for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
      String header = line.toLowerCase(Locale.ROOT);
      chunked |= header.equals("transfer-encoding: chunked");
      length =
          header.startsWith("content-length: ") ? Long.parseLong(header.substring(16)) : length;
    }
    if (chunked) {
      StringBuilder body = new StringBuilder();
      while (!body.toString().endsWith("0\r\n\r\n")) {
        body.append((char) request.read());
      }
    }
    request.skip(length);
  }

  private static UsageStore open(EngineAddresses engines, String database, String password) {
    return UsageStore.openMigrated(engines.clickHouseUrl(), database, "default", password);
  }
}
