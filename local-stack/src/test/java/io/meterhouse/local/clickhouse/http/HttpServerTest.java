package io.meterhouse.local.clickhouse.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpServerTest {
  private static final HttpLimits LIMITS =
      new HttpLimits(2, 100, 200, 1000, Duration.ofSeconds(20));

  private final CountDownLatch clientLeft = new CountDownLatch(1);
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = HttpServer.start(address, LIMITS, this::answer);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  /** Echoes the body, or waits for the client to leave. */
  private void answer(Exchange exchange) throws IOException {
    if (exchange.head().path().equals("/wait")) {
      exchange.onClientLeft(clientLeft::countDown);
      try {
        assertThat(clientLeft.await(20, TimeUnit.SECONDS)).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.body().transferTo(exchange.response().body());
  }

  private Socket send(String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private String exchange(String request) throws IOException {
    try (Socket socket = send(request)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void shouldAnswerRequestsOfOneConnectionInTheirOrder() throws IOException {
    String answers =
        exchange(
            """
            POST / HTTP/1.1
            Content-Length: 3

            onePOST / HTTP/1.1
            Transfer-Encoding: chunked
            Connection: close

            1
            t
            2;x=y
            wo
            0
            Trailer: z

            """
                .replace("\n", "\r\n"));
    assertThat(answers.replaceAll("\r", ""))
        .isEqualTo(
            """
            HTTP/1.1 200 OK
            Content-Length: 3
            Connection: Keep-Alive

            oneHTTP/1.1 200 OK
            Content-Length: 3
            Connection: Close

            two""");
  }

  @Test
  void shouldSendALongAnswerInChunksAndToOldClientsAsItIs() throws IOException {
    String body = "x".repeat(100_000);
    String head = "Content-Length: 100000\r\nConnection: close\r\n\r\n" + body;
    assertThat(exchange("POST / HTTP/1.1\r\n" + head))
        .contains("Transfer-Encoding: chunked\r\n")
        .endsWith("x\r\n0\r\n\r\n");
    assertThat(exchange("POST / HTTP/1.0\r\n" + head)).endsWith("\r\n\r\n" + body);
  }

  @Test
  void shouldNoticeThatAClientLeavesBeforeItsAnswer() throws Exception {
    send("GET /wait HTTP/1.1\r\n\r\n").close();
    assertThat(clientLeft.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void shouldLetAClientThatExpectsItGoOn() throws IOException {
    assertThat(
            exchange(
                """
                POST / HTTP/1.1
                Expect: 100-continue
                Content-Length: 1
                Connection: close

                x"""
                    .replace("\n", "\r\n")))
        .startsWith("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /%s HTTP/1.1\r\n\r\n', 414",
    "'GET / HTTP/1.1\r\nX: %s%s%s\r\n\r\n', 431",
    "'GET / HTTP/2.0\r\n\r\n', 505",
    "'NONSENSE\r\n\r\n', 400",
    "'GET / HTTP/1.1\r\nno colon\r\n\r\n', 400",
    "'POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n', 400",
    "'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400"
  })
  void shouldRefuseWhatIsNotHttpOrBeyondALimit(String request, int status) throws IOException {
    String answer = exchange(request.replace("%s", "y".repeat(90)).replace("/y", "/yyyyyyyyyyyy"));
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
  }

  @Test
  void shouldRefuseConnectionsBeyondItsLimit() throws Exception {
    try (Socket _ = send("GET /wait HTTP/1.1\r\n\r\n");
        Socket _ = send("GET /wait HTTP/1.1\r\n\r\n")) {
      assertThat(exchange("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 503 ");
    }
  }
}
