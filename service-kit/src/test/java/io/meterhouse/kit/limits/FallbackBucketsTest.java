package io.meterhouse.kit.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.config.Rate;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FallbackBucketsTest {

  private final HandMovedClock clock = new HandMovedClock(Instant.parse("2026-11-21T10:00:00Z"));
  private final Leaving shared = new Leaving(new MemoryBuckets(clock, 100));
  private final FallbackBuckets buckets =
      new FallbackBuckets(shared, new MemoryBuckets(clock, 100), clock);
  private final Limit limit = new Limit("token", "requests", "key-1", new Rate(1, 2));

  /** A store that can go away, which a real one cannot be made to at a given call. */
  private static final class Leaving implements Buckets {

    private final Buckets kept;
    private boolean isAway;
    private int asked;

    Leaving(Buckets kept) {
      this.kept = kept;
    }

    @Override
    public Standing take(Charge charge) {
      asked++;
      if (isAway) {
        throw new IllegalStateException("away");
      }
      return kept.take(charge);
    }

    @Override
    public void giveBack(Charge charge) {
      kept.giveBack(charge);
    }

    @Override
    public void close() {
      kept.close();
    }
  }

  @Test
  void shouldCountForItselfWhileTheSharedStoreIsAwayAndComeBack() {
    assertThat(take().remaining()).isEqualTo(1);
    assertThat(buckets.problem()).isEmpty();

    shared.isAway = true;
    assertThat(take().remaining()).isEqualTo(1);
    assertThat(take().remaining()).isZero();
    assertThat(take().isTaken()).isFalse();
    assertThat(buckets.problem()).get().asString().contains("each instance counts for itself");

    shared.isAway = false;
    clock.move(FallbackBuckets.ASK_AGAIN_AFTER);
    assertThat(take()).returns(true, Standing::isTaken).returns(0L, Standing::remaining);
    assertThat(buckets.problem()).isEmpty();
  }

  @Test
  void shouldNotAskAStoreThatIsAwayForEveryRequest() {
    shared.isAway = true;
    for (int i = 0; i < 10; i++) {
      take();
    }
    assertThat(shared.asked).isEqualTo(1);

    clock.move(FallbackBuckets.ASK_AGAIN_AFTER.minus(Duration.ofMillis(1)));
    take();
    assertThat(shared.asked).isEqualTo(1);
    clock.move(Duration.ofMillis(1));
    take();
    take();
    assertThat(shared.asked).isEqualTo(2);
  }

  private Standing take() {
    return buckets.take(new Charge(limit, 1));
  }
}
