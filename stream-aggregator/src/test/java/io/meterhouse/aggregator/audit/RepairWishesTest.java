package io.meterhouse.aggregator.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepairWishesTest {

  private static final long NOON = Usage.NOON.getEpochSecond();
  private static final MeterCatalog CATALOG =
      MeterCatalog.of(List.of(TestMeters.LARGEST, TestMeters.STORAGE));

  @Test
  void shouldAskOnceForHoursThatBelongTogether() {
    List<RepairLog.Wish> wishes =
        RepairWishes.of(
            List.of(
                window("largest", NOON + 3_600, 60, 0),
                window("largest", NOON + 60, 60, 0),
                window("largest", NOON + 7_200 + 3_540, 60, 0),
                window("largest", NOON + 6 * 3_600, 60, 0),
                window("largest", NOON, 60, 1),
                window("storage_gb", NOON - 12 * 3_600, 86_400, 0),
                window("gone", NOON, 60, 0)),
            CATALOG);

    assertThat(wishes)
        .extracting(
            wish ->
                "%s/%d %d-%d"
                    .formatted(
                        wish.record().getType(),
                        wish.key().shard(),
                        hour(wish.record().getRecompute().getFromEpochSeconds()),
                        hour(wish.record().getRecompute().getToEpochSeconds())))
        .containsExactly(
            "llm.request/0 0-3",
            "llm.request/0 6-7",
            "llm.request/1 0-1",
            TestMeters.STORAGE.eventType() + "/0 -12-12");
    assertThat(wishes)
        .allSatisfy(wish -> assertThat(wish.record().getTenantId()).isEqualTo("TEN-1"));
  }

  private static long hour(long second) {
    return Math.floorDiv(second - NOON, 3_600L);
  }

  private static AggregateKey window(String meter, long start, long seconds, int shard) {
    return AggregateKey.newBuilder()
        .setTenantId("TEN-1")
        .setMeter(meter)
        .setMeterVersion(1)
        .setWindowStartEpochSeconds(start)
        .setWindowSeconds(seconds)
        .setShard(shard)
        .build();
  }
}
