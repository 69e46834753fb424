package io.meterhouse.benchmarks.load;

import io.meterhouse.benchmarks.BenchmarkException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;

/** POSTs of JSON over one connection that is kept open, each answer held to what is expected. */
public final class Posts implements Exchange {

  private static final int ACCEPTED = 202;

  /** A server that says nothing for so long says nothing more. */
  private static final int TIMEOUT_MILLIS = Math.toIntExact(Duration.ofSeconds(30).toMillis());

  private final DefaultBHttpClientConnection connection;
  private final URI uri;
  private final Map<String, String> headers;
  private final Supplier<byte[]> bodies;
  private final ExpectedAnswer expected;

  private Posts(
      DefaultBHttpClientConnection connection,
      URI uri,
      Map<String, String> headers,
      Supplier<byte[]> bodies,
      ExpectedAnswer expected) {
    this.connection = connection;
    this.uri = uri;
    this.headers = headers;
    this.bodies = bodies;
    this.expected = expected;
  }

  /**
   * Connects.
   *
   * @param bodies the next body; its array may be the one of an earlier body, written anew
   */
  public static Posts open(
      URI uri, Map<String, String> headers, Supplier<byte[]> bodies, ExpectedAnswer expected) {
    try {
      // The connection closes it.
      Socket socket = new Socket(uri.getHost(), uri.getPort());
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      return new Posts(
          new DefaultBHttpClientConnectionFactory().createConnection(socket),
          uri,
          Map.copyOf(headers),
          bodies,
          expected);
    } catch (IOException e) {
      throw new BenchmarkException("no connection to " + uri + ": " + e, e);
    }
  }

  @Override
  public void perform() {
    byte[] body = bodies.get();
    ClassicHttpRequest request = new BasicClassicHttpRequest("POST", uri.getPath());
    request.setHeader("Host", uri.getAuthority());
    headers.forEach(request::setHeader);
    request.setHeader("Content-Type", "application/json");
    request.setHeader("Content-Length", body.length);
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    try {
      check(exchange(request));
    } catch (IOException | HttpException e) {
      throw new BenchmarkException("POST " + uri + " failed: " + e, e);
    }
  }

  private ClassicHttpResponse exchange(ClassicHttpRequest request)
      throws HttpException, IOException {
    connection.sendRequestHeader(request);
    connection.sendRequestEntity(request);
    connection.flush();
    ClassicHttpResponse response = connection.receiveResponseHeader();
    connection.receiveResponseEntity(response);
    return response;
  }

  private void check(ClassicHttpResponse response) throws IOException {
    byte[] answer = EntityUtils.toByteArray(response.getEntity());
    if (response.getCode() != ACCEPTED || !expected.isMetBy(answer)) {
      throw new BenchmarkException(
          "POST %s answered %d %s (expected: %d and %s)"
              .formatted(
                  uri,
                  response.getCode(),
                  new String(answer, StandardCharsets.UTF_8),
                  ACCEPTED,
                  expected));
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new BenchmarkException("a connection to " + uri + " cannot be closed: " + e, e);
    }
  }
}
