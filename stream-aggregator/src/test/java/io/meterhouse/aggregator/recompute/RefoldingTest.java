package io.meterhouse.aggregator.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.SimulatedStore;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.EventRange;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.UniqueBound;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RefoldingTest {

  private static final TenantId TENANT = TenantId.of("TEN-1");
  private static final Instant DAY = Instant.parse("2026-11-20T00:00:00Z");
  private static final EventRange WHOLE =
      new EventRange(TENANT, TestMeters.TYPE, DAY, DAY.plus(Duration.ofDays(1)));

  private final Asked store = new Asked();

  @Test
  void shouldAskOnceForWhatIsFewEvents() {
    fold(WHOLE);

    assertThat(store.asked).containsExactly(WHOLE);
  }

  /** In one share of them may be all: usage without a subject. */
  @Test
  void shouldAskHourByHourForAShareOfTooMany() {
    EventRange share = WHOLE.part(1, 3);

    fold(share);

    assertThat(store.asked)
        .hasSize(24)
        .startsWith(
            new EventRange(TENANT, TestMeters.TYPE, DAY, DAY.plus(Duration.ofHours(1)), 1, 3))
        .allSatisfy(each -> assertThat(Duration.between(each.from(), each.to())).hasHours(1))
        .extracting(EventRange::to)
        .last()
        .isEqualTo(share.to());
  }

  @Test
  void shouldAskForSnapshotsByWholeDays() {
    EventRange snapshots =
        new EventRange(TENANT, Meter.SNAPSHOT_TYPE, WHOLE.from(), WHOLE.to()).part(0, 2);

    fold(snapshots);

    assertThat(store.asked).containsExactly(snapshots);
  }

  private void fold(EventRange range) {
    RecomputePiece piece =
        new RecomputePiece(
            range,
            WindowCheck.Scale.DAY,
            0,
            0,
            Usage.NOON.plus(Duration.ofDays(30)),
            RecomputePiece.NO_ANSWER);
    assertThat(Refolding.of(piece, MeterCatalog.empty(), store, 10).events()).isZero();
  }

  private static final class Asked extends SimulatedStore {

    private final List<EventRange> asked = new ArrayList<>();

    @Override
    public void events(EventRange range, UniqueBound bound, Consumer<? super EventRow> consumer) {
      asked.add(range);
      super.events(range, bound, consumer);
    }
  }
}
