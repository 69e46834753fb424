package io.meterhouse.aggregator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.usagestore.AcceptedSlice;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.CountDifference;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventVoid;
import io.meterhouse.usagestore.LedgerRow;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.PartitionCount;
import io.meterhouse.usagestore.TouchedEvents;
import io.meterhouse.usagestore.TouchedWindows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When audits are carried out and what is made of them; what they find is {@code AuditIT}'s. */
class ScheduledAuditTest {

  private static final Duration INTERVAL = Duration.ofMillis(20);

  private final Metrics metrics = new Metrics(0);
  private final FakeStore store = new FakeStore();
  private final FakeMemory memory = new FakeMemory();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldGoOnWhereTheLastOneEndedAndTellWhatItFound() {
    try (ScheduledAudit scheduled = start()) {
      await().until(() -> scrape().contains("meterhouse_audit_runs_total{outcome=\"clean\"} 1.0"));
      assertThat(scheduled.notices()).isEmpty();
      assertThat(scrape())
          .contains(
              "meterhouse_audit_differences_total{promise=\"P2\"} 0.0",
              "meterhouse_audit_differences_total{promise=\"P3\"} 0.0",
              "meterhouse_audit_age_seconds 0.0");

      store.unbalanced =
          List.of(
              new LedgerRow("TEN-1", Instant.parse("2026-11-21T12:01:00Z"), 0, 3, 1, 1, 0, 0, 9));
      store.watermark = Instant.parse("2026-11-21T12:02:30Z");
      await().until(() -> !scheduled.notices().isEmpty());

      assertThat(scheduled.notices())
          .containsExactly("audits found 1 differences, the log says where");
      assertThat(scrape())
          .contains(
              "meterhouse_audit_runs_total{outcome=\"differences\"} 1.0",
              "meterhouse_audit_differences_total{promise=\"P2\"} 1.0");
      assertThat(store.asked.stream().distinct())
          .containsExactly(
              new AcceptedSlice(
                  Instant.parse("2026-11-21T11:59:00Z"),
                  Instant.parse("2026-11-21T12:00:00Z"),
                  null),
              new AcceptedSlice(
                  Instant.parse("2026-11-21T12:00:00Z"),
                  Instant.parse("2026-11-21T12:02:00Z"),
                  null));
    }
  }

  @Test
  void shouldTellThatItCannotBeCarriedOutAndTryAgain() {
    store.isAway = true;
    try (ScheduledAudit scheduled = start()) {
      await().until(() -> scrape().contains("meterhouse_audit_runs_total{outcome=\"failed\"}"));
      await().until(() -> !scheduled.notices().isEmpty());
      assertThat(scheduled.notices()).containsExactly("audit fails, the log says why");

      store.isAway = false;
      await().until(() -> scrape().contains("meterhouse_audit_runs_total{outcome=\"clean\"}"));
      await().until(() -> scheduled.notices().isEmpty());
    }
  }

  @Test
  void shouldBeginWhereTheLastOneEndedBeforeTheStart() {
    memory.end = Instant.parse("2026-11-21T09:30:00Z");
    try (ScheduledAudit _ = start()) {
      await().until(() -> scrape().contains("meterhouse_audit_runs_total{outcome=\"clean\"} 1.0"));
    }

    assertThat(store.asked.getFirst().from()).isEqualTo("2026-11-21T09:30:00Z");
    assertThat(store.asked.getLast().to()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(memory.end).isEqualTo("2026-11-21T12:00:00Z");
  }

  @Test
  void shouldTellHowOldTheLastAuditIsBeforeItsFirst() {
    memory.end = Instant.parse("2026-11-21T09:30:00Z");
    try (ScheduledAudit _ = start(Duration.ofHours(1))) {
      await().until(() -> scrape().contains("meterhouse_audit_age_seconds 9000.0"));
    }
    assertThat(store.asked).isEmpty();
  }

  @Test
  void shouldKeepWhereTheFirstOneBeginsWhenItIsStartedAgainBeforeThat() {
    try (ScheduledAudit _ = start(Duration.ofHours(1))) {
      await().until(() -> memory.end != null);
    }
    assertThat(memory.end).isEqualTo("2026-11-21T11:00:00Z");
  }

  @Test
  void shouldKeepTheEndOfEachDayAndGoBackSevenDaysAtMost() {
    memory.end = Instant.parse("2026-10-01T00:00:00Z");
    try (ScheduledAudit _ = start()) {
      await().until(() -> scrape().contains("meterhouse_audit_runs_total{outcome=\"clean\"} 7.0"));
    }

    assertThat(memory.kept)
        .hasSize(7)
        .startsWith(Instant.parse("2026-11-15T12:00:00Z"))
        .endsWith(Instant.parse("2026-11-21T12:00:00Z"));
    assertThat(store.asked.getFirst().from()).isEqualTo("2026-11-14T12:00:00Z");
  }

  @Test
  void shouldKeepNoEndOfAnAuditThatFailed() {
    memory.end = Instant.parse("2026-11-21T09:30:00Z");
    store.isAway = true;
    try (ScheduledAudit _ = start()) {
      await().until(() -> scrape().contains("meterhouse_audit_runs_total{outcome=\"failed\"}"));
    }
    assertThat(memory.kept).isEmpty();
  }

  @Test
  void shouldNotGoBackWithAWatermarkThatDoes() {
    memory.end = Instant.parse("2026-11-21T11:00:00Z");
    store.afterFirstLook = Instant.parse("2026-11-21T10:00:00Z");
    try (ScheduledAudit _ = start()) {
      await().until(() -> scrape().contains("meterhouse_audit_runs_total{outcome=\"clean\"} 1.0"));
    }
    assertThat(memory.kept).isEmpty();
  }

  private ScheduledAudit start() {
    return start(INTERVAL);
  }

  private ScheduledAudit start(Duration interval) {
    Audit audit = new Audit(store, () -> {}, MeterCatalog::empty, Duration.ZERO);
    return ScheduledAudit.start(
        audit,
        memory,
        interval,
        metrics,
        InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z")));
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
      end = newEnd;
    }
  }

  /** Has nothing but what it is told, and can be away. */
  private static final class FakeStore implements AuditStore {

    private final List<AcceptedSlice> asked = new CopyOnWriteArrayList<>();
    private volatile boolean isAway;
    private volatile Instant watermark = Instant.parse("2026-11-21T12:00:30Z");
    private volatile List<LedgerRow> unbalanced = List.of();

    /** The watermark from the second time on that it is asked for; null: it stays. */
    private volatile @Nullable Instant afterFirstLook;

    @Override
    public Optional<Instant> watermark() {
      if (isAway) {
        throw new AuditException("away");
      }
      Instant now = watermark;
      Instant later = afterFirstLook;
      watermark = later == null ? now : later;
      return Optional.of(now);
    }

    @Override
    public long ledgerRows(AcceptedSlice slice) {
      asked.add(slice);
      return 1;
    }

    @Override
    public List<LedgerRow> unbalanced(AcceptedSlice slice) {
      return unbalanced;
    }

    @Override
    public List<CountDifference> eventsOtherThanCounted(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public List<CountDifference> rejectionsOtherThanCounted(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public List<PartitionCount> partitions(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public List<TouchedEvents> touchedEvents(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public List<TouchedWindows> touchedWindows(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public void windows(
        EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer) {}

    @Override
    public List<MeterBuildRow> builds() {
      return List.of();
    }

    @Override
    public List<EventVoid> voids(EventRange range) {
      return List.of();
    }

    @Override
    public void events(EventRange range, Consumer<? super EventRow> consumer) {}
  }
}
