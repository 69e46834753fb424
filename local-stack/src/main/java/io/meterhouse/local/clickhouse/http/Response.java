package io.meterhouse.local.clickhouse.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The response to one request. Status and headers can be changed until more body than fits the
 * buffer has been written; a body that fits is sent with its length, a longer one in chunks.
 */
public final class Response {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_BREAK = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final boolean isHttp11;
  private final boolean bodyless;
  private final Map<String, String> headers = new LinkedHashMap<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private int status = 200;
  private boolean keepAlive;
  private boolean committed;
  private boolean ended;

  Response(OutputStream out, RequestHead head) {
    this.out = out;
    this.isHttp11 = head.isHttp11();
    this.keepAlive = head.keepsAlive();
    this.bodyless = head.method().equals("HEAD");
  }

  public void status(int newStatus) {
    status = newStatus;
  }

  public void header(String name, String value) {
    headers.put(name, value.replaceAll("[\\r\\n]+", " "));
  }

  public void removeHeader(String name) {
    headers.remove(name);
  }

  /** Ends the connection after this response. */
  public void closeConnection() {
    keepAlive = false;
  }

  boolean keepsAlive() {
    return keepAlive;
  }

  /** Whether it is too late for another status. */
  public boolean isCommitted() {
    return committed;
  }

  boolean isEnded() {
    return ended;
  }

  /** Forgets what was written; only before {@link #isCommitted}. */
  public void reset() {
    buffered = 0;
  }

  /** The body. Flushing sends what there is; closing does nothing. */
  public OutputStream body() {
    return new Body();
  }

  /** Breaks the connection off, so that the client sees that the body is not whole. */
  public void abort() throws IOException {
    keepAlive = false;
    ended = true;
    sendBuffered();
    out.flush();
  }

  void end() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    if (!committed) {
      headers.put("Content-Length", Integer.toString(buffered));
      commit();
      writeBody();
    } else {
      sendBuffered();
      if (isHttp11 && !bodyless) {
        out.write(LAST_CHUNK);
      }
    }
    out.flush();
  }

  private void sendBuffered() throws IOException {
    if (!committed) {
      if (isHttp11) {
        headers.put("Transfer-Encoding", "chunked");
      } else {
        keepAlive = false;
      }
      commit();
    }
    if (buffered > 0 && isHttp11 && !bodyless) {
      out.write((Integer.toHexString(buffered) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      writeBody();
      out.write(LINE_BREAK);
    } else {
      writeBody();
    }
  }

  private void writeBody() throws IOException {
    if (!bodyless) {
      out.write(buffer, 0, buffered);
    }
    buffered = 0;
  }

  private void commit() throws IOException {
    committed = true;
    headers.put("Connection", keepAlive ? "Keep-Alive" : "Close");
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(status).append(' ').append(StatusText.of(status)).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  private final class Body extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int at = 0; at < length; ) {
        if (buffered == buffer.length) {
          sendBuffered();
        }
        int size = Math.min(length - at, buffer.length - buffered);
        System.arraycopy(bytes, offset + at, buffer, buffered, size);
        buffered += size;
        at += size;
      }
    }

    @Override
    public void flush() throws IOException {
      sendBuffered();
      out.flush();
    }

    @Override
    public void close() {
      // Whoever handed out the response ends it; an error may still have to break it off.
    }
  }
}
