package io.meterhouse.local.clickhouse.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP/1.1 server that does what long, large queries need: request and response bodies of any
 * size pass through small buffers, and a handler learns at once when its client has left.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int BACKLOG = 128;
  private static final byte[] TOO_MANY =
      "HTTP/1.1 503 Service Unavailable\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener;
  private final HttpLimits limits;
  private final Handler handler;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService workers =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("request-", 0).factory());

  private HttpServer(ServerSocket listener, HttpLimits limits, Handler handler) {
    this.listener = listener;
    this.limits = limits;
    this.handler = handler;
  }

  /**
   * Starts listening.
   *
   * @throws java.net.BindException if the port is in use
   */
  public static HttpServer start(InetSocketAddress address, HttpLimits limits, Handler handler)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    HttpServer server = new HttpServer(listener, limits, handler);
    // A platform thread, which keeps the process alive.
    Thread.ofPlatform().name("accept").start(server::accept);
    return server;
  }

  public int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        // Here, and not in the connection's thread: the last to come is the one to be refused.
        boolean admitted = open.size() < limits.maxConnections();
        open.add(socket);
        Thread.ofVirtual().name("connection").start(() -> serve(socket, admitted));
      } catch (SocketException e) {
        if (!listener.isClosed()) {
          LOG.warn("cannot accept a connection", e);
        }
      } catch (IOException e) {
        LOG.warn("cannot accept a connection", e);
      }
    }
  }

  private void serve(Socket socket, boolean admitted) {
    try (socket) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(limits.idleTimeout().toMillis()));
      if (!admitted) {
        socket.getOutputStream().write(TOO_MANY);
        return;
      }
      new Connection(socket, limits, handler, workers).serve();
    } catch (IOException e) {
      LOG.debug("connection ended: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("connection failed", e);
    } finally {
      open.remove(socket);
    }
  }

  /** Takes no further connections; those open go on. */
  public void stopAccepting() throws IOException {
    listener.close();
  }

  /** Ends all connections and waits for their handlers. */
  @Override
  public void close() throws IOException {
    stopAccepting();
    for (Socket socket : open) {
      socket.close();
    }
    workers.shutdown();
  }

  /** Waits until no handler runs; false where the time did not suffice. */
  public boolean awaitHandlers(Duration atMost) throws InterruptedException {
    return workers.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }
}
