package io.meterhouse.ratingengine.continuous;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RepeatingTaskTest {

  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);

  private final AtomicInteger calls = new AtomicInteger();
  private volatile BooleanSupplier task = () -> false;

  @Test
  void shouldTellATaskThatFailsEachTimeUntilItSucceeds() {
    task =
        () -> {
          throw new IllegalStateException("unexpected");
        };
    try (RepeatingTask repeating = started(SOON)) {
      await().until(() -> calls.get() >= 3);
      await().until(() -> repeating.problem().isPresent());
      assertThat(repeating.problem()).contains("test fails, the log says why");

      task = () -> false;
      await().until(() -> repeating.problem().isEmpty());
    }
  }

  @Test
  void shouldTellThatAnErrorEndedIt() {
    task =
        () -> {
          throw new StackOverflowError();
        };
    try (RepeatingTask repeating = started(SOON)) {
      await()
          .untilAsserted(
              () -> assertThat(repeating.problem()).contains("test has ended, the log says why"));
    }
  }

  @Test
  void shouldCallAgainAtOnceWhileThereIsWork() {
    task = () -> calls.get() < 5;
    try (RepeatingTask repeating = started(NEVER)) {
      await().until(() -> calls.get() == 5);
      assertThat(repeating.problem()).isEmpty();
    }
    assertThat(calls).hasValue(5);
  }

  private RepeatingTask started(Duration debounce) {
    RatingLimits limits = new RatingLimits(debounce, 1_000, 1, SOON, SOON);
    RepeatingTask repeating = new RepeatingTask("test", this::call, limits);
    repeating.start();
    return repeating;
  }

  private boolean call() {
    calls.incrementAndGet();
    return task.getAsBoolean();
  }
}
