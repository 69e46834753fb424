package io.meterhouse.kit.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EngineProbeTest {

  private static final Engine ENGINE = new Engine("Oracle", "delphi:1", "SETTING");
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration PATIENT = Duration.ofDays(1);

  @Test
  void shouldNameTheEngineWhileItDoesNotAnswer() {
    AtomicBoolean away = new AtomicBoolean();
    EngineProbe.Question question =
        () -> {
          if (away.get()) {
            throw new IOException("connection refused, password hunter2");
          }
        };
    try (EngineProbe probe = EngineProbe.start(ENGINE, question, SOON, PATIENT)) {
      assertThat(probe.problem()).isEmpty();

      away.set(true);
      await().until(() -> probe.problem().isPresent());
      assertThat(probe.problem()).contains("Oracle at delphi:1 does not answer");

      away.set(false);
      await().until(() -> probe.problem().isEmpty());
    }
  }

  @Test
  void shouldCountAnAnswerThatDoesNotComeAsNoneUntilItComes() {
    Semaphore answers = new Semaphore(3);
    try (EngineProbe probe = EngineProbe.start(ENGINE, answers::acquire, SOON, SOON)) {
      await().until(() -> probe.problem().isPresent());
      assertThat(answers.availablePermits()).isZero();

      answers.release(Integer.MAX_VALUE);
      await().until(() -> probe.problem().isEmpty());
    }
  }

  @Test
  void shouldCountTheEngineAsThereUntilItHadTimeToAnswer() {
    CountDownLatch answer = new CountDownLatch(1);
    try (EngineProbe probe = EngineProbe.start(ENGINE, answer::await, SOON, PATIENT)) {
      assertThat(probe.problem()).isEmpty();
      answer.countDown();
    }
  }

  @Test
  void shouldCloseWhatItAsksWith() {
    AtomicBoolean closed = new AtomicBoolean();
    EngineProbe.Question question =
        new EngineProbe.Question() {
          @Override
          public void ask() {}

          @Override
          public void close() {
            closed.set(true);
          }
        };
    EngineProbe.start(ENGINE, question, SOON, PATIENT).close();
    assertThat(closed).isTrue();
  }
}
