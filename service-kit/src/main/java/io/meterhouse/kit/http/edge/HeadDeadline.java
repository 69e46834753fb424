package io.meterhouse.kit.http.edge;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off clients that take too long over the head of a request, or over a TLS handshake, however
 * steadily they send a little. All connections are looked at several times within the deadline,
 * which is as exact as this has to be and costs a request nothing.
 */
final class HeadDeadline extends AbstractLifeCycle implements Connection.Listener {

  private static final int LOOKS_WITHIN_DEADLINE = 4;

  private final Scheduler scheduler;
  private final Duration timeout;
  private final Map<Connection, HeadProgress> open = new ConcurrentHashMap<>();
  private volatile Scheduler.@Nullable Task next;

  HeadDeadline(Scheduler scheduler, Duration timeout) {
    this.scheduler = scheduler;
    this.timeout = timeout;
  }

  @Override
  public void onOpened(Connection connection) {
    // Of a TLS connection the one within counts: it is there from the beginning.
    if (connection instanceof ConnectionMetaData) {
      open.put(connection, new HeadProgress(System.nanoTime()));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  @Override
  protected void doStart() {
    lookLater();
  }

  @Override
  protected void doStop() {
    Scheduler.Task task = next;
    if (task != null) {
      task.cancel();
    }
  }

  private void lookLater() {
    long pause = Math.max(1, timeout.toMillis() / LOOKS_WITHIN_DEADLINE);
    next = scheduler.schedule(this::look, pause, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long now = System.nanoTime();
    open.forEach(
        (connection, progress) -> {
          HeadProgress.Counts counts =
              new HeadProgress.Counts(
                  connection.getMessagesIn(), connection.getMessagesOut(), connection.getBytesIn());
          if (progress.nanosUnderWay(counts, now) > timeout.toNanos()) {
            connection
                .getEndPoint()
                .close(new TimeoutException("the head did not come within " + timeout));
          }
        });
    if (isRunning()) {
      lookLater();
    }
  }
}
