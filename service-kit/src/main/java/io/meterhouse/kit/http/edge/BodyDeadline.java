package io.meterhouse.kit.http.edge;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off clients that take too long over a body, however steadily they send a little: the time
 * runs from the end of the head to the last byte.
 */
final class BodyDeadline extends Handler.Wrapper {

  private final Duration timeout;

  BodyDeadline(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    boolean hasBody =
        request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    return super.handle(hasBody ? new Timed(request) : request, response, callback);
  }

  private final class Timed extends Request.Wrapper {

    private final Scheduler.Task expiry;

    Timed(Request request) {
      super(request);
      this.expiry =
          request
              .getComponents()
              .getScheduler()
              .schedule(() -> cutOff(request), timeout.toMillis(), TimeUnit.MILLISECONDS);
      Request.addCompletionListener(request, _ -> expiry.cancel());
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = super.read();
      if (chunk != null && chunk.isLast()) {
        expiry.cancel();
      }
      return chunk;
    }
  }

  private void cutOff(Request request) {
    request
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close(new TimeoutException("the body did not come within " + timeout));
  }
}
