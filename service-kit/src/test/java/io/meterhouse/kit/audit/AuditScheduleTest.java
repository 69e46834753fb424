package io.meterhouse.kit.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.telemetry.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When audits are carried out. */
class AuditScheduleTest {

  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final Metrics metrics = new Metrics(0);
  private final FakeAudit audit = new FakeAudit();
  private final FakeMemory memory = new FakeMemory();

  private record Period(Instant from, Instant to) {

    private static Period of(String from, String to) {
      return new Period(Instant.parse(from), Instant.parse(to));
    }
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldGoOnWhereTheLastOneEndedAndTellWhatItFound() {
    try (AuditSchedule schedule = start()) {
      awaitRuns("clean", 1);
      assertThat(schedule.notices()).isEmpty();
      assertThat(scrape()).contains("meterhouse_look_age_seconds 0.0");

      audit.differences = 3;
      audit.settled = Instant.parse("2026-11-21T12:02:30Z");
      await().until(() -> !schedule.notices().isEmpty());

      assertThat(schedule.notices())
          .containsExactly("audits found 3 differences of things, the log says where");
      assertThat(scrape()).contains("meterhouse_look_runs_total{outcome=\"differences\"} 1.0");
    }
    assertThat(audit.asked)
        .containsExactly(
            Period.of("2026-11-21T11:59:00Z", "2026-11-21T12:00:00Z"),
            Period.of("2026-11-21T12:00:00Z", "2026-11-21T12:02:00Z"));
  }

  @Test
  void shouldTellThatItCannotBeCarriedOutAndTryAgain() {
    audit.isAway = true;
    try (AuditSchedule schedule = start()) {
      await().until(() -> scrape().contains("meterhouse_look_runs_total{outcome=\"failed\"}"));
      await().until(() -> !schedule.notices().isEmpty());
      assertThat(schedule.notices()).containsExactly("look fails, the log says why");

      audit.isAway = false;
      awaitRuns("clean", 1);
      await().until(() -> schedule.notices().isEmpty());
    }
  }

  @Test
  void shouldBeginWhereTheLastOneEndedBeforeTheStart() {
    memory.end = Instant.parse("2026-11-21T09:30:00Z");
    try (AuditSchedule _ = start()) {
      awaitRuns("clean", 1);
    }

    assertThat(audit.asked)
        .containsExactly(Period.of("2026-11-21T09:30:00Z", "2026-11-21T12:00:00Z"));
    assertThat(memory.end).isEqualTo("2026-11-21T12:00:00Z");
  }

  @Test
  void shouldTellHowOldTheLastOneIsBeforeItsFirst() {
    memory.end = Instant.parse("2026-11-21T09:30:00Z");
    try (AuditSchedule _ = start(Duration.ofHours(1))) {
      await().until(() -> scrape().contains("meterhouse_look_age_seconds 9000.0"));
    }
    assertThat(audit.asked).isEmpty();
  }

  @Test
  void shouldKeepWhereTheFirstOneBeginsWhenItIsStartedAgainBeforeThat() {
    try (AuditSchedule _ = start(Duration.ofHours(1))) {
      await().until(() -> memory.end != null);
    }
    assertThat(memory.end).isEqualTo("2026-11-21T11:00:00Z");
  }

  @Test
  void shouldKeepTheEndOfEachDayAndGoBackSevenDaysAtMost() {
    memory.end = Instant.parse("2026-10-01T00:00:00Z");
    try (AuditSchedule _ = start()) {
      awaitRuns("clean", 7);
    }

    assertThat(memory.kept)
        .hasSize(7)
        .startsWith(Instant.parse("2026-11-15T12:00:00Z"))
        .endsWith(Instant.parse("2026-11-21T12:00:00Z"));
    assertThat(audit.asked.getFirst().from()).isEqualTo("2026-11-14T12:00:00Z");
  }

  @Test
  void shouldKeepNoEndOfAnAuditThatFailed() {
    memory.end = Instant.parse("2026-11-21T09:30:00Z");
    audit.isAway = true;
    try (AuditSchedule _ = start()) {
      await().until(() -> scrape().contains("meterhouse_look_runs_total{outcome=\"failed\"}"));
    }
    assertThat(memory.kept).isEmpty();
  }

  @Test
  void shouldNotGoBackWithAWatermarkThatDoes() {
    memory.end = Instant.parse("2026-11-21T11:00:00Z");
    audit.endsAt = Instant.parse("2026-11-21T10:00:00Z");
    try (AuditSchedule _ = start()) {
      await().until(() -> scrape().contains("meterhouse_look_runs_total{outcome=\"clean\"}"));
    }
    assertThat(memory.kept).isEmpty();
  }

  private AuditSchedule start() {
    return start(INTERVAL);
  }

  private AuditSchedule start(Duration interval) {
    return AuditSchedule.start(
        new AuditSchedule.Plan(
            new AuditSchedule.Subject("look", "meterhouse.look", "things"),
            audit,
            memory,
            interval),
        metrics,
        InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z")));
  }

  private void awaitRuns(String outcome, int number) {
    String line = "meterhouse_look_runs_total{outcome=\"%s\"} %d.0".formatted(outcome, number);
    await().until(() -> scrape().contains(line));
  }

  private String scrape() {
    return metrics.scrape();
  }

  private static final class FakeMemory implements AuditMemory {

    private final List<Instant> kept = new CopyOnWriteArrayList<>();
    private volatile @Nullable Instant end;

    @Override
    public Optional<Instant> end() {
      return Optional.ofNullable(end);
    }

    @Override
    public void keep(Instant newEnd) {
      kept.add(newEnd);
      Instant before = end;
      if (before == null || newEnd.isAfter(before)) {
        end = newEnd;
      }
    }
  }

  /** Finds what it is told to, and can be away. */
  private static final class FakeAudit implements PeriodAudit {

    private final List<Period> asked = new CopyOnWriteArrayList<>();
    private volatile boolean isAway;
    private volatile Instant settled = Instant.parse("2026-11-21T12:00:30Z");
    private volatile long differences;

    /** null: where it was asked to. */
    private volatile @Nullable Instant endsAt;

    @Override
    public Instant settled() {
      if (isAway) {
        throw new IllegalStateException("away");
      }
      return settled;
    }

    @Override
    public Found run(Instant from, Instant to, BooleanSupplier stopping) {
      asked.add(new Period(from, to));
      Instant end = endsAt;
      return new Found(end == null ? to : end, differences);
    }
  }
}
