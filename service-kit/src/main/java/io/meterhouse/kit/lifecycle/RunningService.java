package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.http.HttpServer;
import io.meterhouse.kit.telemetry.Telemetry;
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
  private final Parts listening;
  private final @Nullable HttpServer http;
  private final Telemetry telemetry;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param listening every server, of which {@code http} is the one with the API
   */
  RunningService(
      List<ServiceModule> modules,
      Parts listening,
      @Nullable HttpServer http,
      Telemetry telemetry) {
    this.modules = List.copyOf(modules);
    this.listening = listening;
    this.http = http;
    this.telemetry = telemetry;
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
    quietly("HTTP", listening);
    modules.reversed().forEach(module -> quietly(module.name(), module));
    quietly("telemetry", telemetry);
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
