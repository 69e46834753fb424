package io.meterhouse.local.clickhouse.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection, run by a virtual thread. It reads the heads; the handler reads the
 * bodies and answers on a platform thread, since the engine's calls would pin a virtual one.
 * Meanwhile this thread waits for the next byte, which is how it learns that a client has left.
 */
final class Connection {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Socket socket;
  private final ConnectionInput in;
  private final HttpLimits limits;
  private final Handler handler;
  private final ExecutorService workers;

  Connection(Socket socket, HttpLimits limits, Handler handler, ExecutorService workers)
      throws IOException {
    this.socket = socket;
    this.in = new ConnectionInput(socket.getInputStream());
    this.limits = limits;
    this.handler = handler;
    this.workers = workers;
  }

  void serve() throws IOException, InterruptedException {
    HeadReader heads = new HeadReader(in, limits);
    boolean open = true;
    while (open) {
      try {
        Optional<RequestHead> head = heads.read();
        open = head.isPresent() && serve(head.get());
      } catch (HttpException e) {
        refuse(e);
        open = false;
      } catch (SocketTimeoutException e) {
        // Silent for longer than the limit: the client keeps the connection, but does not use it.
        open = false;
      }
    }
  }

  private void refuse(HttpException e) throws IOException {
    Response response = new Response(socket.getOutputStream(), RequestHead.NONE);
    response.status(e.status());
    response.header("Content-Type", "text/plain; charset=UTF-8");
    response.body().write((e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8));
    response.end();
  }

  private boolean serve(RequestHead head) throws IOException, InterruptedException {
    CountDownLatch bodyIsRead = new CountDownLatch(1);
    BodyInput body = BodyInput.of(head, in, bodyIsRead::countDown);
    if (head.expectsContinue()) {
      socket.getOutputStream().write(CONTINUE);
    }
    Response response = new Response(socket.getOutputStream(), head);
    Exchange exchange = new Exchange(head, body, response);
    Future<Boolean> work =
        workers.submit(
            () -> {
              boolean keep = false;
              try {
                handler.handle(exchange);
                response.end();
                keep = body.drain(limits.maxDrainedBytes()) && response.keepsAlive();
                return keep;
              } finally {
                if (!keep) {
                  // Else the client would wait for us, and we for the client.
                  socket.close();
                }
                bodyIsRead.countDown();
              }
            });
    bodyIsRead.await();
    // Where the body was not read to its end the work is over, and so is the connection.
    if (body.isFinished() && !awaitNextByte(work)) {
      exchange.clientLeft();
    }
    return outcome(work);
  }

  private boolean awaitNextByte(Future<Boolean> work) {
    while (!work.isDone()) {
      try {
        return in.awaitByte();
      } catch (SocketTimeoutException e) {
        LOG.trace("the client waits for the answer to a long query", e);
      } catch (IOException e) {
        LOG.debug("connection broken: {}", e.toString());
        return false;
      }
    }
    return true;
  }

  private static boolean outcome(Future<Boolean> work) throws IOException, InterruptedException {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IllegalStateException("handler failed", e.getCause());
    }
  }
}
