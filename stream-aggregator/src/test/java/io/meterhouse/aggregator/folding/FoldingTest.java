package io.meterhouse.aggregator.folding;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.TestMeters;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.Dimension;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldingTest {

  private static final MeterCatalog CATALOG =
      MeterCatalog.of(List.of(TestMeters.TOKENS, TestMeters.COST, TestMeters.STORAGE));

  @Test
  void shouldCountForEveryMeterThatCanReadItAndRejectForTheOther() {
    UsageRecord usage =
        Usage.event(
            "TEN-1", "e1", TestMeters.TYPE, "{\"tokens\":\"120.5\",\"model\":\"m\",\"cost\":true}");

    assertThat(Folding.fold(usage, 3, CATALOG))
        .isEqualTo(
            new Folded(
                List.of(
                    new Contribution(
                        AggregateKey.newBuilder()
                            .setTenantId("TEN-1")
                            .setMeter("tokens")
                            .setMeterVersion(1)
                            .setSubject("client-7")
                            .addDimensions(Dimension.newBuilder().setName("model").setValue("m"))
                            .setWindowStartEpochSeconds(Usage.NOON.getEpochSecond())
                            .setWindowSeconds(60)
                            .setShard(3)
                            .build(),
                        Aggregate.of(new BigDecimal("120.5"), Usage.NOON, "ing-e1"),
                        Contribution.Kind.FOLDED)),
                List.of(
                    RejectedRecord.newBuilder()
                        .setCode("VALUE_NOT_A_NUMBER")
                        .setMessage("value: true (expected: a number or a string that holds one)")
                        .setField("data.cost")
                        .setMeter("cost")
                        .setEvent(usage)
                        .setAccepted(usage.getAccepted())
                        .build())));
  }

  @Test
  void shouldLetTheAcceptedTimeStandInForAnAbsentEventTime() {
    UsageRecord usage =
        Usage.event("TEN-1", "e1", TestMeters.TYPE, "{}").toBuilder()
            .clearTime()
            .setAccepted(AcceptedPosition.newBuilder().setAcceptedAtMillis(61_000))
            .build();

    assertThat(
            Folding.fold(usage, 0, MeterCatalog.of(List.of(TestMeters.REQUESTS)))
                .contributions()
                .getFirst()
                .key()
                .getWindowStartEpochSeconds())
        .isEqualTo(60);
  }

  @Test
  void shouldRejectForEveryMeterWhatIsNoJsonObject() {
    UsageRecord usage =
        Usage.event("TEN-1", "e1", TestMeters.TYPE, "[1]").toBuilder()
            .setData(ByteString.copyFromUtf8("[1]"))
            .build();

    assertThat(Folding.fold(usage, 0, CATALOG).misfits())
        .extracting(RejectedRecord::getMeter, RejectedRecord::getCode, RejectedRecord::getField)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("tokens", "INVALID_JSON", "data"),
            org.assertj.core.groups.Tuple.tuple("cost", "INVALID_JSON", "data"));
  }

  @Test
  void shouldKeepTheSnapshotWithTheHighestIngestIdOfADay() {
    LocalDate day = LocalDate.of(2026, 11, 21);
    Contribution later = snapshot("ing-2", "7", day);
    Contribution earlier = snapshot("ing-1", "5", day);

    WindowState state =
        WindowState.EMPTY.plus(later, 10, Usage.NOON).plus(earlier, 11, Usage.NOON.plusSeconds(1));

    assertThat(earlier.key()).isEqualTo(later.key());
    assertThat(state)
        .isEqualTo(
            new WindowState(
                Aggregate.of(new BigDecimal("7"), Instant.parse("2026-11-21T00:00:00Z"), "ing-2"),
                11,
                Usage.NOON.plusSeconds(1)));
  }

  @Test
  void shouldComeBackFromTheWireAsItWas() {
    WindowState state =
        new WindowState(
            Aggregate.of(new BigDecimal("-0.000000000001"), Usage.NOON.plusNanos(1), "ing-1")
                .plus(new BigDecimal("99999999999999999999999999"), Usage.NOON, "ing-2"),
            42,
            Usage.NOON);
    AggregateKey key = AggregateKey.newBuilder().setTenantId("TEN-1").build();

    assertThat(WindowState.fromWire(state.toWire(key))).isEqualTo(state);
    assertThat(WindowState.fromWire(WindowState.EMPTY.toWire(key))).isEqualTo(WindowState.EMPTY);
  }

  private static Contribution snapshot(String ingestId, String value, LocalDate day) {
    return Folding.fold(Usage.snapshot("TEN-1", ingestId, "storage_gb", value, day), 0, CATALOG)
        .contributions()
        .getFirst();
  }
}
