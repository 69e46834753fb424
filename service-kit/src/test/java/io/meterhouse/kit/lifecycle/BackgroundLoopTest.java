package io.meterhouse.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BackgroundLoopTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger(BackgroundLoop.class);
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private final Heard heard = new Heard();
  private final AtomicInteger turns = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Callable<Integer> work = turns::incrementAndGet;

  @BeforeEach
  void listen() {
    heard.start();
    LOG.addAppender(heard);
  }

  @AfterEach
  void stopListening() {
    LOG.detachAppender(heard);
  }

  @Test
  void shouldGoOnAfterAFailureAndTellOfItMeanwhile() {
    try (BackgroundLoop loop = started(SOON)) {
      awaitTurns(3);
      assertThat(loop.problem()).isEmpty();

      work = failing(new IllegalStateException("unexpected"));
      await().until(() -> loop.problem().isPresent());
      awaitTurns(3);
      assertThat(loop.problem()).contains("test fails, the log says why");

      work = turns::incrementAndGet;
      await().until(() -> loop.problem().isEmpty());
    }
  }

  @Test
  void shouldLogAFailureWhenItBeginsAndChangesItsKindAndEnds() {
    work = failing(new IllegalStateException("unexpected"));
    try (BackgroundLoop loop = started(SOON)) {
      awaitTurns(50);
      work = failing(new IOException("another"));
      await().until(() -> heard.levels.size() == 2);
      awaitTurns(50);
      work = turns::incrementAndGet;
      await().until(() -> loop.problem().isEmpty());
      awaitTurns(50);
    }
    assertThat(heard.levels).containsExactly(Level.WARN, Level.WARN, Level.INFO);
  }

  @Test
  void shouldTellThatAnErrorEndedIt() {
    work =
        () -> {
          throw new StackOverflowError();
        };
    try (BackgroundLoop loop = started(SOON)) {
      await().until(() -> ended.getCount() == 0);
      await().untilAsserted(() -> assertThat(loop.problem()).contains(hasEnded()));
      assertThat(heard.levels).containsExactly(Level.ERROR);
    }
  }

  @Test
  void shouldTakeTheNextStepAtOnceWhenWoken() {
    try (BackgroundLoop loop = started(NEVER)) {
      await().until(() -> turns.get() == 1);
      loop.wake();
      await().until(() -> turns.get() == 2);
    }
  }

  @Test
  void shouldPauseAsToldAfterFailuresInARow() {
    List<Integer> asked = new CopyOnWriteArrayList<>();
    IntFunction<Duration> pauses =
        failures -> {
          asked.add(failures);
          return SOON;
        };
    work = failing(new IllegalStateException("unexpected"));
    try (BackgroundLoop loop = new BackgroundLoop("test", SOON, pauses, step(ended))) {
      loop.start();
      await().until(() -> asked.size() >= 3);
      work = turns::incrementAndGet;
      await().until(() -> loop.problem().isEmpty());
      int before = asked.size();
      work = failing(new IllegalStateException("again"));
      await().until(() -> asked.size() > before);
      assertThat(asked).startsWith(1, 2, 3);
      assertThat(asked.get(before)).isEqualTo(1);
    }
  }

  @Test
  void shouldCloseItsStepOnceItIsOverOrWasNeverBegun() {
    BackgroundLoop loop = started(NEVER);
    await().until(() -> turns.get() == 1);
    assertThat(ended.getCount()).isEqualTo(1);
    loop.close();
    assertThat(ended.getCount()).isZero();
    assertThat(loop.problem()).contains(hasEnded());

    CountDownLatch otherEnded = new CountDownLatch(1);
    new BackgroundLoop("unused", NEVER, step(otherEnded)).close();
    assertThat(otherEnded.getCount()).isZero();
  }

  private static String hasEnded() {
    return "test has ended, the log says why";
  }

  private BackgroundLoop started(Duration interval) {
    BackgroundLoop loop = new BackgroundLoop("test", interval, step(ended));
    loop.start();
    return loop;
  }

  private BackgroundLoop.Step step(CountDownLatch atTheEnd) {
    return new BackgroundLoop.Step() {
      @Override
      public void take() throws Exception {
        work.call();
      }

      @Override
      public void close() {
        atTheEnd.countDown();
      }
    };
  }

  private Callable<Integer> failing(Exception failure) {
    return () -> {
      turns.incrementAndGet();
      throw failure;
    };
  }

  private void awaitTurns(int more) {
    int before = turns.get();
    await().until(() -> turns.get() >= before + more);
  }

  private static final class Heard extends AppenderBase<ILoggingEvent> {
    private final List<Level> levels = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      levels.add(event.getLevel());
    }
  }
}
