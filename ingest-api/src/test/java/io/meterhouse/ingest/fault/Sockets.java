package io.meterhouse.ingest.fault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.meterhouse.testing.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Connections of clients that begin a request and do not end it. */
final class Sockets implements AutoCloseable {

  private final int port;
  private final List<Socket> open = new ArrayList<>();

  Sockets(int port) {
    this.port = port;
  }

  /** Whether somebody takes connections there. */
  static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The head of a request that posts events, without its empty line, and with those headers. */
  static String head(String... headers) {
    return "POST /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
        + TestTokens.PLATFORM
        + "\r\nContent-Type: application/json\r\n"
        + String.join("\r\n", headers)
        + "\r\n";
  }

  /** So many connections that send just that. */
  Sockets hang(int connections, String beginning) {
    for (int i = 0; i < connections; i++) {
      try {
        open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      send(open.getLast(), beginning);
    }
    return this;
  }

  /** Each sends that as well. */
  void sendAll(String more) {
    open.forEach(socket -> send(socket, more));
  }

  private static void send(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All leave. */
  void leave() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    leave();
  }
}
