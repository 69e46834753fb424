package io.meterhouse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.EngineStartException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SupervisorTest {

  private final List<String> messages = new CopyOnWriteArrayList<>();

  @Test
  void shouldTryAgainUntilTheEngineRuns() {
    FragileEngine engine = new FragileEngine(1);
    try (Supervisor supervisor = new Supervisor()) {
      supervisor.watch(engine, messages::add);

      engine.die();

      await().untilAsserted(() -> assertThat(messages).contains("Fragile is back at nowhere"));
      assertThat(messages)
          .containsExactly(
              "Fragile died",
              "Fragile could not be started again, next attempt in 1 s: no luck",
              "Fragile is back at nowhere");
    }
  }

  @Test
  void shouldEndAnAttemptThatIsUnderWayWhenItIsClosed() {
    StuckEngine engine = new StuckEngine();
    Supervisor supervisor = new Supervisor();
    supervisor.watch(engine, messages::add);
    engine.die();
    await().until(() -> engine.starts.get() == 1);

    supervisor.close();

    assertThat(engine.interrupted).isTrue();
    engine.die();
    await().during(Duration.ofMillis(200)).until(() -> engine.starts.get() == 1);
  }

  @Test
  void shouldStartAnEngineThatWasDeadBeforeItWasWatched() {
    FragileEngine engine = new FragileEngine(0);
    engine.die();
    try (Supervisor supervisor = new Supervisor()) {
      supervisor.watch(engine, messages::add);

      await().until(engine::isAlive);
      assertThat(messages).containsExactly("Fragile is back at nowhere");
    }
  }

  @Test
  void shouldPauseBeforeItStartsAnEngineThatDiesAgainAtOnce() {
    FragileEngine engine = new FragileEngine(0);
    Supervisor supervisor = new Supervisor();
    supervisor.watch(engine, messages::add);
    engine.die();
    await().until(engine::isAlive);

    long began = System.nanoTime();
    engine.die();
    await().until(engine::isAlive);

    // No upper bound: the pause is the least that has to pass.
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(990));
    supervisor.close();
  }

  /** Fails to start a number of times. */
  private static class FragileEngine implements Engine {

    final AtomicInteger starts = new AtomicInteger();
    private final int failures;
    private volatile boolean alive = true;
    private Consumer<String> listener = message -> {};

    FragileEngine(int failures) {
      this.failures = failures;
    }

    void die() {
      alive = false;
      listener.accept("Fragile died");
    }

    @Override
    public String name() {
      return "Fragile";
    }

    @Override
    public String address() {
      return "nowhere";
    }

    @Override
    public Duration startedIn() {
      return Duration.ZERO;
    }

    @Override
    public boolean isAlive() {
      return alive;
    }

    @Override
    public void onUnexpectedExit(Consumer<String> newListener) {
      listener = newListener;
    }

    @Override
    public void restart() {
      if (starts.incrementAndGet() <= failures) {
        throw new EngineStartException("no luck");
      }
      alive = true;
    }

    @Override
    public void close() {}
  }

  /** Starts until it is interrupted. */
  private static final class StuckEngine extends FragileEngine {

    volatile boolean interrupted;

    StuckEngine() {
      super(0);
    }

    @Override
    public void restart() {
      starts.incrementAndGet();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        interrupted = true;
        Thread.currentThread().interrupt();
        throw new EngineStartException("interrupted", e);
      }
    }
  }
}
