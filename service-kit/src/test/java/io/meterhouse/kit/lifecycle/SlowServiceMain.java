package io.meterhouse.kit.lifecycle;

import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A service in a process of its own; its one answer waits until the stop has begun. */
final class SlowServiceMain {

  private SlowServiceMain() {}

  public static void main(String[] args) {
    CountDownLatch stopping = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(stopping::countDown));
    RunningService service =
        ServiceRunner.start(
            HttpConfig.onFreePort(),
            _ -> Optional.empty(),
            List.of(new Slow("first", stopping), new Slow("second", stopping)),
            InstantSource.system());
    System.out.println("listening at " + service.address());
    ServiceRunner.untilStopped(service);
  }

  private record Slow(String name, CountDownLatch stopping)
      implements ServiceModule, RouteGroup.Operations {

    @Override
    public List<RouteGroup> routes() {
      return List.of(this);
    }

    @Override
    public void register(Routes routes) {
      routes.get(
          "/" + name,
          Access.OPEN,
          ctx -> {
            System.out.println(name + " took a request");
            stopping.await();
            Answers.json(ctx, 200, Map.of("answered", name));
          });
    }

    @Override
    public void start() {
      System.out.println(name + " starts");
    }

    @Override
    public List<String> problems() {
      return List.of();
    }

    @Override
    public List<String> publicProblems() {
      return List.of();
    }

    @Override
    public void close() {
      System.out.println(name + " stops");
    }
  }
}
