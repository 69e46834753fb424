package io.meterhouse.aggregator.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.aggregator.StoredUsage;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.recompute.WindowCheck.Scale;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventsAt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How what is asked for becomes what is folded at once. */
class RecomputePiecesTest {

  private static final Instant MIDNIGHT = Instant.parse("2026-11-21T00:00:00Z");
  private static final long MAX = RecomputePieces.MAX_EVENTS;

  @Test
  void shouldMakeOneStretchOfThoseThatTouchOneTaskOfThoseWithinADayAndAnswerEachThatIsWaitedFor() {
    List<RecomputeScope> scopes =
        List.of(
            scope("a", 5, 6, 10, false),
            scope("a", 3, 5, 12, false),
            scope("a", 8, 9, 11, false),
            scope("a", 34, 35, 9, false),
            scope("b", 5, 6, 13, false),
            scope("a", 5, 6, 14, true),
            scope("a", 5, 6, 15, true),
            scope("a", 5, 6, 15, true));

    List<RecomputeTask> tasks =
        RecomputeTask.merged(scopes.stream().map(RecomputeTask::of).toList());

    assertThat(tasks)
        .extracting(
            task ->
                "%s %s < %d %s"
                    .formatted(
                        task.range().type(),
                        task.stretches().stream()
                            .map(each -> hour(each.from()) + "-" + hour(each.to()))
                            .toList(),
                        task.cut(),
                        task.answer() != null))
        .containsExactly(
            "a [5-6] < 14 true",
            "a [5-6] < 15 true",
            "a [3-6, 8-9] < 12 false",
            "a [34-35] < 9 false",
            "b [5-6] < 13 false");
    assertThat(RecomputeBatch.of(scopes).cuts()).containsOnly(Map.entry(0, 15L));
  }

  @Test
  void shouldNotTakeAScopeThatNobodyCouldHaveWritten() {
    assertThatThrownBy(() -> RecomputeTask.of(scope("a", 6, 6, 1, false)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RecomputeTask.of(scope("", 5, 6, 1, false)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                RecomputeTask.of(
                    scope("a", 5, 6, 1, false).toBuilder().setToEpochSeconds(7).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldCutAStretchWhereThereAreTooManyEventsOrHours() {
    EventRange range = range(0, 60);

    List<EventRange> pieces =
        RecomputePieces.of(
            List.of(range),
            Scale.UP_TO_AN_HOUR,
            List.of(at(2, MAX - 1), at(3, 1), at(4, 1), at(5, 2 * MAX + 1), at(40, 1)));

    assertThat(pieces)
        .containsExactly(
            range(0, 4),
            range(4, 5),
            range(5, 6).part(0, 3),
            range(5, 6).part(1, 3),
            range(5, 6).part(2, 3),
            range(6, 30),
            range(30, 54),
            range(54, 60));
  }

  @Test
  void shouldFoldStretchesTogetherWhereLittleIsBetweenThem() {
    List<EventRange> stretches = List.of(range(1, 2), range(4, 5), range(8, 9), range(20, 31));
    long little = RecomputePieces.MAX_EVENTS_BETWEEN;

    assertThat(
            RecomputePieces.of(
                stretches,
                Scale.UP_TO_AN_HOUR,
                List.of(at(1, 9), at(2, little), at(6, little + 1))))
        .containsExactly(range(1, 5), range(8, 31));
    // What lies between counts for memory as the rest does.
    assertThat(
            RecomputePieces.of(
                stretches, Scale.UP_TO_AN_HOUR, List.of(at(1, MAX - 5), at(3, 3), at(4, 3))))
        .containsExactly(range(1, 2), range(4, 28), range(28, 31));
  }

  @Test
  void shouldTakeWholeDaysAlone() {
    assertThat(RecomputePieces.of(List.of(range(1, 72)), Scale.DAY, List.of(at(25, 1))))
        .containsExactly(range(24, 72));
    assertThat(RecomputePieces.of(List.of(range(1, 25)), Scale.DAY, List.of())).isEmpty();
  }

  @Test
  void shouldBuildADayFromItsNewestHourAndGoOnAnywhere() {
    List<EventsAt> hours = List.of(at(2, 5), at(3, MAX), at(5, 2 * MAX), at(23, 7));

    List<BuildSteps.Step> steps = steps(hours, null);

    assertThat(steps)
        .extracting(BuildSteps.Step::range)
        .containsExactly(
            range(6, 24), range(5, 6).part(0, 2), range(5, 6).part(1, 2), range(3, 5), range(0, 3));
    assertThat(steps.stream().mapToLong(BuildSteps.Step::events).sum()).isEqualTo(3 * MAX + 12);
    for (int broken = 0; broken < steps.size(); broken++) {
      BuildPlace.At at = steps.get(broken).after();
      BuildPlace kept = BuildPlace.fromText(BuildPlace.BEGIN.of(9).after(at, 1, 2).toText());
      assertThat(kept).isEqualTo(new BuildPlace(at, 9, 1, 2, false));
      assertThat(steps(hours, at)).isEqualTo(steps.subList(broken + 1, steps.size()));
    }
  }

  @Test
  void shouldBuildADayOfWindowsOfADayAtOnce() {
    assertThat(BuildSteps.of(range(0, 24), Scale.DAY, List.of(at(2, 5), at(3, 5)), null))
        .singleElement()
        .returns(range(0, 24), BuildSteps.Step::range)
        .returns(10L, BuildSteps.Step::events);
  }

  @Test
  void shouldBeginAnewFromAPlaceThatIsNoneOfOurs() {
    assertThat(
            List.of("", "what an operator wrote", "1 x 0 0 0 a b c d e f", "2 - - - - - - - - - -"))
        .extracting(BuildPlace::fromText)
        .containsOnly(BuildPlace.BEGIN);
    BuildPlace sent = BuildPlace.BEGIN.of(7).allSent();
    assertThat(BuildPlace.fromText(sent.toText())).isEqualTo(sent);
  }

  private static List<BuildSteps.Step> steps(List<EventsAt> hours, BuildPlace.@Nullable At begun) {
    return new ArrayList<>(BuildSteps.of(range(0, 24), Scale.UP_TO_AN_HOUR, hours, begun));
  }

  private static EventRange range(int from, int to) {
    return new EventRange(
        StoredUsage.TENANT,
        TestMeters.TYPE,
        MIDNIGHT.plus(Duration.ofHours(from)),
        MIDNIGHT.plus(Duration.ofHours(to)));
  }

  private static EventsAt at(int hour, long events) {
    return new EventsAt(
        StoredUsage.TENANT.value(), 0, MIDNIGHT.plus(Duration.ofHours(hour)), events);
  }

  private static long hour(Instant time) {
    return Duration.between(MIDNIGHT, time).toHours();
  }

  private static RecomputeScope scope(String type, int from, int to, long cut, boolean answered) {
    return RecomputeScope.newBuilder()
        .setTenantId("TEN-1")
        .setType(type)
        .setFromEpochSeconds(MIDNIGHT.plus(Duration.ofHours(from)).getEpochSecond())
        .setToEpochSeconds(MIDNIGHT.plus(Duration.ofHours(to)).getEpochSecond())
        .setCut(cut)
        .setAnswered(answered)
        .build();
  }
}
