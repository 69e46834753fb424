package io.meterhouse.kit.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Sends what no client library would. */
final class RawClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  RawClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
  }

  /** ISO 8859-1, so that a test can name every byte. */
  void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Says that nothing more comes, and still listens. */
  void end() throws IOException {
    socket.shutdownOutput();
  }

  /** Head and body of one answer with a length. */
  String read() throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    InputStream in = socket.getInputStream();
    while (!answer.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return answer.toString(StandardCharsets.ISO_8859_1);
      }
      answer.write(next);
    }
    String head = answer.toString(StandardCharsets.ISO_8859_1);
    int length =
        head.lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.substring(line.indexOf(':') + 1).strip()))
            .findFirst()
            .orElse(0);
    answer.write(in.readNBytes(length));
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  /** Sends that, and tells whether the server has closed the connection. */
  boolean isCutOffAfter(String text) {
    try {
      send(text);
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  boolean hasAnswerWithin(Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (socket.getInputStream().available() == 0) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  /** Everything until the server closes, in whatever way. */
  String readAll() {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      InputStream in = socket.getInputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        answer.write(next);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server keeps the connection open after: " + answer, e);
    } catch (IOException e) {
      // A reset ends it as well.
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
