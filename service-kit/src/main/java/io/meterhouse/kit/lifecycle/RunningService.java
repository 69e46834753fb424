package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.http.HttpServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Started modules behind one HTTP port; closing stops HTTP first, then the modules in reverse. */
public final class RunningService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);

  private final List<ServiceModule> modules;
  private final @Nullable HttpServer http;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  RunningService(List<ServiceModule> modules, @Nullable HttpServer http) {
    this.modules = List.copyOf(modules);
    this.http = http;
  }

  /** The HTTP port in use. */
  public int port() {
    return server().port();
  }

  /** {@code http://host:port}. */
  public String address() {
    return server().address();
  }

  /** Waits until {@link #close()} has finished. */
  public void awaitStopped() throws InterruptedException {
    stopped.await();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (http != null) {
      quietly("HTTP", http);
    }
    modules.reversed().forEach(module -> quietly(module.name(), module));
    stopped.countDown();
  }

  private HttpServer server() {
    if (http == null) {
      throw new IllegalStateException("HTTP was never started");
    }
    return http;
  }

  /** One part that fails to stop must not keep the others running. */
  private static void quietly(String name, AutoCloseable part) {
    try {
      part.close();
      LOG.info("{} stopped", name);
    } catch (Exception e) {
      LOG.warn("{} did not stop cleanly", name, e);
    }
  }
}
