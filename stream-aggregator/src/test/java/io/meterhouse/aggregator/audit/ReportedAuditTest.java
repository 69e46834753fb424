package io.meterhouse.aggregator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.kit.audit.PeriodAudit;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is made of an audit's report; what audits find is {@code AuditIT}'s. */
class ReportedAuditTest {

  private static final Instant FROM = Instant.parse("2026-11-21T11:59:00Z");
  private static final Instant TO = Instant.parse("2026-11-21T12:00:00Z");

  private final Metrics metrics = new Metrics(0);
  private final FakeStore store = new FakeStore();
  private final ReportedAudit audit =
      new ReportedAudit(new Audit(store, () -> {}, MeterCatalog::empty, 1, Duration.ZERO), metrics);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void shouldCountWhatWasFound() {
    assertThat(audit.run(FROM, TO, () -> false)).isEqualTo(new PeriodAudit.Found(TO, 0));
    assertThat(metrics.scrape())
        .contains(
            "meterhouse_audit_differences_total{promise=\"P2\"} 0.0",
            "meterhouse_audit_differences_total{promise=\"P3\"} 0.0");

    store.unbalanced = List.of(new LedgerRow("TEN-1", FROM, 0, 3, 1, 1, 0, 0, 9));
    assertThat(audit.run(FROM, TO, () -> false)).isEqualTo(new PeriodAudit.Found(TO, 1));
    assertThat(metrics.scrape())
        .contains(
            "meterhouse_audit_differences_total{promise=\"P2\"} 1.0",
            "meterhouse_audit_differences_total{promise=\"P3\"} 0.0");
    assertThat(store.asked.stream().distinct()).containsExactly(new AcceptedSlice(FROM, TO, null));
  }

  @Test
  void shouldCountWhatItDidNotCheck() {
    audit.run(FROM, TO, () -> false);
    assertThat(metrics.scrape()).contains("meterhouse_audit_windows_not_checked_total 0.0");

    store.windows = List.of(new TouchedWindows("TEN-1", "gone", 1, FROM, 7));
    audit.run(FROM, TO, () -> false);
    assertThat(metrics.scrape()).contains("meterhouse_audit_windows_not_checked_total 7.0");
  }

  @Test
  void shouldEndWhereNoMoreIsSettled() {
    store.watermark = FROM.minusSeconds(90);

    assertThat(audit.settled()).isEqualTo(FROM.minusSeconds(90));
    assertThat(audit.run(FROM, TO, () -> false))
        .isEqualTo(new PeriodAudit.Found(FROM.minusSeconds(120), 0));
    assertThat(store.asked).isEmpty();
  }

  /** Has nothing but what it is told. */
  private static final class FakeStore implements AuditStore {

    private final List<AcceptedSlice> asked = new ArrayList<>();
    private Instant watermark = TO.plusSeconds(30);
    private List<LedgerRow> unbalanced = List.of();
    private List<TouchedWindows> windows = List.of();

    @Override
    public Optional<Instant> watermark() {
      return Optional.of(watermark);
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
      return windows;
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
