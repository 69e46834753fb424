package io.meterhouse.ratingengine.continuous;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.ratingengine.Facts;
import io.meterhouse.ratingengine.usage.DirtyUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PendingUsageTest {

  private static final Instant NOON = Facts.NOON;

  private final PendingUsage pending = new PendingUsage();

  @Test
  void shouldWaitUntilTheStoreHasTheRecord() {
    pending.add(Facts.usage("a"), NOON, 0, 10);
    assertThat(ready(Map.of(0, 10L))).isEmpty();
    assertThat(ready(Map.of(1, 99L))).isEmpty();
    assertThat(ready(Map.of(0, 11L))).hasSize(1);
  }

  @Test
  void shouldRateOnceWhatChangedOften() {
    pending.add(Facts.usage("a"), NOON, 0, 10);
    pending.add(Facts.usage("a"), NOON.plus(Duration.ofHours(1)), 1, 7);
    pending.add(Facts.usage("a"), NOON.minus(Duration.ofHours(1)), 0, 12);
    assertThat(ready(Map.of(0, 20L, 1, 20L)))
        .extracting(PendingUsage.Entry::dirty)
        .containsExactly(
            new DirtyUsage(
                Facts.usage("a"), NOON.minus(Duration.ofHours(1)), NOON.plus(Duration.ofHours(1))));
  }

  @Test
  void shouldKeepPendingWhatTheStoreDidNotHaveYet() {
    pending.add(Facts.usage("a"), NOON, 0, 10);
    pending.add(Facts.usage("a"), NOON, 0, 20);
    settle(Map.of(0, 15L));
    assertThat(pending.safeOffsets(Map.of(0, 30L))).isEqualTo(Map.of(0, 15L));
    assertThat(ready(Map.of(0, 15L))).isEmpty();
    settle(Map.of(0, 21L));
    assertThat(pending.isEmpty()).isTrue();
    assertThat(pending.safeOffsets(Map.of(0, 30L))).isEqualTo(Map.of(0, 30L));
  }

  @Test
  void shouldHoldTheOffsetOfTheOldestThatIsNotRated() {
    pending.add(Facts.usage("a"), NOON, 0, 10);
    pending.add(Facts.usage("b"), NOON, 0, 5);
    pending.add(Facts.usage("b"), NOON, 1, 3);
    assertThat(pending.safeOffsets(Map.of(0, 30L, 1, 30L, 2, 30L)))
        .isEqualTo(Map.of(0, 5L, 1, 3L, 2, 30L));
  }

  @Test
  void shouldForgetWhatAnotherInstanceReadsNow() {
    pending.add(Facts.usage("a"), NOON, 0, 10);
    pending.add(Facts.usage("b"), NOON, 0, 11);
    pending.add(Facts.usage("b"), NOON, 1, 3);
    pending.forget(0);
    assertThat(pending.size()).isEqualTo(1);
    assertThat(pending.safeOffsets(Map.of(1, 30L))).isEqualTo(Map.of(1, 3L));
  }

  @Test
  void shouldNotKeepOthersWaitingForWhatChangesAllTheTime() {
    pending.add(Facts.usage("busy"), NOON, 0, 1);
    pending.add(Facts.usage("calm"), NOON, 0, 2);
    pending.add(Facts.usage("busy"), NOON, 0, 90);
    SortedMap<Integer, Long> visible = new TreeMap<>(Map.of(0, 50L));
    pending.settle(pending.ready(visible, NOON, 1), visible);
    assertThat(ready(Map.of(0, 99L)).getFirst().dirty().key()).isEqualTo(Facts.usage("calm"));
  }

  private void settle(Map<Integer, Long> visibleBefore) {
    SortedMap<Integer, Long> visible = new TreeMap<>(visibleBefore);
    pending.settle(pending.ready(visible, NOON, 100), visible);
  }

  private List<PendingUsage.Entry> ready(Map<Integer, Long> visibleBefore) {
    return pending.ready(new TreeMap<>(visibleBefore), NOON, 100);
  }
}
