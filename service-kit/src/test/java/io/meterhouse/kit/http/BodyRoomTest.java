package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.http.error.ApiException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Bodies together never hold more than their room, and never all wait for one another. */
class BodyRoomTest {

  private static final Duration NO_TIME = Duration.ZERO;
  private static final Duration LONG = Duration.ofMinutes(2);

  @Test
  void shouldCountWhatIsHeldAndGivenBack() {
    BodyRoom room = new BodyRoom(1_000, NO_TIME);
    try (BodyRoom.Share share = room.share()) {
      share.growTo(300);
      share.growTo(900);
      assertThat(room.held()).isEqualTo(900);
      share.shrinkTo(100);
      assertThat(room.held()).isEqualTo(100);
      share.shrinkTo(500);
      assertThat(room.held()).isEqualTo(100);
    }
    assertThat(room.held()).isZero();
  }

  @Test
  void shouldRefuseWhoFindsNoRoomInTimeAndTakeNothingForIt() {
    BodyRoom room = new BodyRoom(1_000, NO_TIME);
    try (BodyRoom.Share first = room.share();
        BodyRoom.Share second = room.share()) {
      first.growTo(1_000);
      assertThatThrownBy(() -> second.growTo(1))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("1000 bytes");
      assertThat(room.held()).isEqualTo(1_000);
    }
    assertThat(room.held()).isZero();
  }

  /** A body of many parts waits no longer than one of a single part. */
  @Test
  void shouldWaitOnceForAllPartsOfABody() throws Exception {
    BodyRoom room = new BodyRoom(1_000, Duration.ofSeconds(1));
    BodyRoom.Share full = room.share();
    full.growTo(1_000);
    BodyRoom.Share late = room.share();
    CountDownLatch waited = new CountDownLatch(1);
    AtomicBoolean isTaken = new AtomicBoolean();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  assertThatThrownBy(() -> late.growTo(1)).isInstanceOf(ApiException.class);
                  waited.countDown();
                  try {
                    late.growTo(2);
                    isTaken.set(true);
                  } catch (ApiException expected) {
                    isTaken.set(false);
                  }
                });
    waited.await();
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> !reader.isAlive() || reader.getState() == Thread.State.TIMED_WAITING);
    full.close();
    reader.join();

    assertThat(isTaken).isFalse();
  }

  @Test
  void shouldLetABodyLargerThanTheRoomInAlone() {
    BodyRoom room = new BodyRoom(1_000, NO_TIME);
    try (BodyRoom.Share large = room.share()) {
      large.growTo(5_000);
      assertThat(room.held()).isEqualTo(1_000);
    }
    assertThat(room.held()).isZero();
  }

  /** Each has half of what it needs when the others come for the same. */
  @Test
  void shouldReadEveryBodyToItsEndWhenAllAreHalfRead() throws Exception {
    BodyRoom room = new BodyRoom(800, LONG);
    List<BodyRoom.Share> halfRead = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      BodyRoom.Share share = room.share();
      share.growTo(100);
      halfRead.add(share);
    }
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> rest = new ArrayList<>();
      for (BodyRoom.Share share : halfRead) {
        rest.add(
            () -> {
              share.growTo(200);
              int held = room.held();
              share.close();
              return held;
            });
      }
      for (Future<Integer> read : readers.invokeAll(rest)) {
        assertThat(read.get()).isLessThanOrEqualTo(800);
      }
    }
    assertThat(room.held()).isZero();
  }
}
