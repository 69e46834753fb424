package io.meterhouse.testing;

import io.meterhouse.kit.config.EdgeConfig;
import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceModule;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.testing.http.ApiClient;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** One module behind HTTP on a free port, started as its own process starts it. */
public final class ServiceUnderTest implements AutoCloseable {

  /** Limits that are shown and that no test reaches. */
  private static final EdgeConfig EDGE =
      EdgeConfig.DEFAULT.withRateLimits(
          RateLimitConfig.OFF
              .withToken(Rate.perMinute(1_000_000))
              .withTenant(Rate.perMinute(1_000_000)));

  private final Supplier<? extends ServiceModule> module;
  private final InstantSource clock;
  private final ApiClient client = new ApiClient(() -> running().address());
  private ServiceModule started;
  private RunningService running;

  private ServiceUnderTest(Supplier<? extends ServiceModule> module, InstantSource clock) {
    this.module = module;
    this.clock = clock;
    this.started = module.get();
    this.running = run(started, clock);
  }

  /** Starts a module of that making; returns when it answers. */
  public static ServiceUnderTest start(
      Supplier<? extends ServiceModule> module, InstantSource clock) {
    return new ServiceUnderTest(module, clock);
  }

  /** Asks the instance that runs now. */
  public ApiClient client() {
    return client;
  }

  /** {@code http://host:port} of the instance that runs now. */
  public String address() {
    return running.address();
  }

  /** What the instance that runs now serves, without what every service does. */
  public List<RouteGroup> routes() {
    return started.routes();
  }

  /** Another instance of the same installation; the caller closes it. */
  public RunningService startAnother() {
    return run(module.get(), clock);
  }

  /** Stops as SIGTERM does. */
  public void stop() {
    running.close();
  }

  /** A new instance in the place of the one that was stopped. */
  public void startAgain() {
    started = module.get();
    running = run(started, clock);
  }

  @Override
  public void close() {
    client.close();
    running.close();
  }

  private RunningService running() {
    return running;
  }

  private static RunningService run(ServiceModule module, InstantSource clock) {
    return ServiceRunner.start(
        HttpConfig.onFreePort().withEdge(EDGE), new TestTokens(), List.of(module), clock);
  }
}
