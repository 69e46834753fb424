package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedTest {

  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void shouldAskOnceForAllWhoAskWithinAMoment() {
    Remembered<Integer> answer = new Remembered<>(asked::incrementAndGet, Duration.ofHours(1));
    for (int i = 0; i < 100; i++) {
      assertThat(answer.get()).isEqualTo(1);
    }
  }

  @Test
  void shouldAskAgainAfterAMoment() {
    Remembered<Integer> answer = new Remembered<>(asked::incrementAndGet, Duration.ZERO);
    assertThat(answer.get()).isEqualTo(1);
    assertThat(answer.get()).isEqualTo(2);
  }

  @Test
  void shouldTellTheLastAnswerWhileSomebodyWaitsForTheNext() throws Exception {
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Remembered<Integer> answer =
        new Remembered<>(
            () -> {
              if (asked.incrementAndGet() == 2) {
                waits.countDown();
                awaitQuietly(mayEnd);
              }
              return asked.get();
            },
            Duration.ZERO);
    assertThat(answer.get()).isEqualTo(1);

    CompletableFuture<Integer> slow =
        CompletableFuture.supplyAsync(answer, Thread::startVirtualThread);
    waits.await();
    assertThat(answer.get()).isEqualTo(1);
    mayEnd.countDown();
    assertThat(slow.get(1, TimeUnit.MINUTES)).isEqualTo(2);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
