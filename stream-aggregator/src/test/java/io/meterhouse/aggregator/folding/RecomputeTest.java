package io.meterhouse.aggregator.folding;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.StoredUsage;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.usagestore.EventRow;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecomputeTest {

  private final Recompute recompute =
      new Recompute(MeterCatalog.of(List.of(TestMeters.LARGEST, TestMeters.STORAGE)));

  @Test
  void shouldFoldEventsInAnyOrderAndSayHowFar() {
    recompute.add(StoredUsage.event(30, 8L, Usage.NOON.plusSeconds(5)));
    recompute.add(StoredUsage.event(10, null, Usage.NOON.plusSeconds(1)));
    recompute.add(StoredUsage.event(20, 3L, Usage.NOON.plusSeconds(9)));

    assertThat(recompute.windows().values())
        .singleElement()
        .isEqualTo(
            new WindowState(
                StoredUsage.window(TestMeters.LARGEST, 9, List.of(10L, 20L, 30L)).aggregate(),
                9,
                Usage.NOON.plusSeconds(9)));
  }

  @Test
  void shouldTakeASnapshotAsTheSinkWroteIt() {
    recompute.add(snapshot("ing-2", "7.25"));
    recompute.add(snapshot("ing-1", "5"));

    Window day = new Window(Instant.parse("2026-11-21T00:00:00Z"), WindowSize.DAY);
    assertThat(recompute.windows().values())
        .singleElement()
        .extracting(WindowState::aggregate)
        .isEqualTo(Aggregate.ofSnapshot(new BigDecimal("7.25"), day, "ing-2"));
  }

  private static EventRow snapshot(String ingestId, String value) {
    return new EventRow(
        "TEN-1",
        Meter.SNAPSHOT_TYPE,
        "snapshots",
        ingestId,
        "",
        Usage.NOON,
        Usage.NOON,
        ByteString.copyFromUtf8(
            "{\"metric_code\":\"storage_gb\",\"metric_value\":%s,\"usage_date\":\"2026-11-21\"}"
                .formatted(value)),
        ingestId,
        Identity.of(StoredUsage.TENANT, "snapshots", ingestId),
        0,
        1,
        UniqueKey.ONLY_SHARD,
        null);
  }
}
