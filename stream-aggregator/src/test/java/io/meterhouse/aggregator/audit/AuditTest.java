package io.meterhouse.aggregator.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.aggregator.StoredUsage;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.recompute.Difference;
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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What an audit makes of sinks that are behind one another; the rest is {@code AuditIT}'s. */
class AuditTest {

  private static final AuditPeriod PERIOD =
      new AuditPeriod(Usage.NOON, Usage.NOON.plusSeconds(60), null);

  private final LateStore store = new LateStore();
  private final Audit audit =
      new Audit(
          store,
          () -> store.barriers++,
          () -> MeterCatalog.of(List.of(TestMeters.LARGEST)),
          1,
          Duration.ZERO);

  @Test
  void shouldNotTellOfWhatIsRightOnceTheSinksHaveCaughtUp() {
    store.caughtUpAfter = 2;

    AuditReport report = audit.run(PERIOD, () -> false);

    assertThat(report.differences()).isEmpty();
    assertThat(report.windows()).isEqualTo(1);
    assertThat(store.barriers).isGreaterThanOrEqualTo(2);
  }

  @Test
  void shouldTellOfWhatDiffersStill() {
    store.caughtUpAfter = Integer.MAX_VALUE;

    AuditReport report = audit.run(PERIOD, () -> false);

    assertThat(report.differences())
        .extracting(Difference::kind)
        .containsExactly(Difference.Kind.EVENTS, Difference.Kind.WINDOW);
    assertThat(report.differencesFound()).isEqualTo(2);
  }

  @Test
  void shouldEndAtWhatIsSettled() {
    AuditPeriod later = new AuditPeriod(Usage.NOON, Usage.NOON.plusSeconds(86_400), null);

    assertThat(audit.run(later, () -> false).period()).isEqualTo(PERIOD);
    assertThat(
            audit.run(new AuditPeriod(Usage.NOON.plusSeconds(90), later.to(), null), () -> false))
        .matches(report -> report.period().isEmpty())
        .matches(AuditReport::isClean);
  }

  @Test
  void shouldGiveUpWhenAsked() {
    assertThatThrownBy(() -> audit.run(PERIOD, () -> true))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("given up");
  }

  /** One window of two events, of which one is stored late. */
  private static final class LateStore implements AuditStore {

    private int barriers;
    private int caughtUpAfter;

    private boolean isCaughtUp() {
      return barriers >= caughtUpAfter;
    }

    @Override
    public Optional<Instant> watermark() {
      return Optional.of(Usage.NOON.plusSeconds(75));
    }

    @Override
    public long ledgerRows(AcceptedSlice slice) {
      return 1;
    }

    @Override
    public List<LedgerRow> unbalanced(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public List<CountDifference> eventsOtherThanCounted(AcceptedSlice slice) {
      return isCaughtUp() ? List.of() : List.of(new CountDifference("TEN-1", Usage.NOON, 0, 2, 1));
    }

    @Override
    public List<CountDifference> rejectionsOtherThanCounted(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public List<PartitionCount> partitions(AcceptedSlice slice) {
      return List.of(new PartitionCount(0, 2, 2));
    }

    @Override
    public List<TouchedEvents> touchedEvents(AcceptedSlice slice) {
      // What follows is asked anew: this store catches up for the windows on its own.
      barriers = Math.min(barriers, 1);
      return List.of(new TouchedEvents("TEN-1", TestMeters.TYPE, Usage.NOON, 2));
    }

    @Override
    public List<TouchedWindows> touchedWindows(AcceptedSlice slice) {
      return List.of();
    }

    @Override
    public void windows(
        EventRange range, Collection<Meter> meters, Consumer<? super AggregateRow> consumer) {
      consumer.accept(StoredUsage.window(TestMeters.LARGEST, 3, List.of(10L, 20L)));
    }

    @Override
    public List<MeterBuildRow> builds() {
      return List.of();
    }

    @Override
    public List<EventVoid> voids(EventRange range) {
      return List.of();
    }

    @Override
    public void events(EventRange range, Consumer<? super EventRow> consumer) {
      consumer.accept(StoredUsage.event(10, 1L, Usage.NOON));
      if (isCaughtUp()) {
        consumer.accept(StoredUsage.event(20, 2L, Usage.NOON));
      }
    }
  }
}
