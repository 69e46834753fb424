package io.meterhouse.aggregator.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.aggregator.sink.UnreadableRecordException;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.Recompute;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.EncodedRow;
import io.meterhouse.usagestore.UniquePosition;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.VoidRow;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the records of usage.unique in the store; no server is asked. */
class RawSinkTest {

  private static final UsageRecord EVENT =
      Usage.event("TEN-1", "e1", "llm.request", "{\"tokens\":5}").toBuilder()
          .setAccepted(
              AcceptedPosition.newBuilder()
                  .setPartition(4)
                  .setOffset(7)
                  .setAcceptedAtMillis(Usage.NOON.toEpochMilli()))
          .build();

  private final UsageStore nobody =
      UsageStore.open(new ClickHouseStoreConfig("http://127.0.0.1:1", "d", "u", ""));

  private final Sink<EncodedRow> sink =
      Objects.requireNonNull(StoreSinks.of(nobody).get(Topic.USAGE_UNIQUE));

  @AfterEach
  void close() {
    nobody.close();
  }

  @Test
  void shouldKeepTheShardOfAnEvent() throws InvalidProtocolBufferException {
    assertThat(UsageRows.raw(record(EVENT, 3)))
        .isInstanceOfSatisfying(
            RawRow.OfEvent.class, each -> assertThat(each.row().shard()).isEqualTo(3));
  }

  @Test
  void shouldTakeAVoidForNoEvent() throws InvalidProtocolBufferException {
    UsageRecord voided =
        EVENT.toBuilder()
            .setVoid(
                Void.newBuilder()
                    .setReason("sent twice")
                    .setVoidedBy("key-1")
                    .setVoidedAtMillis(Usage.NOON.plusSeconds(9).toEpochMilli()))
            .build();

    assertThat(UsageRows.raw(record(voided, 3)))
        .isEqualTo(
            new RawRow.OfVoid(
                new VoidRow(
                    "TEN-1",
                    "llm.request",
                    Usage.SOURCE,
                    "e1",
                    "client-7",
                    Usage.NOON,
                    EVENT.getData(),
                    Identity.of(TenantId.of("TEN-1"), Usage.SOURCE, "e1"),
                    4,
                    7,
                    3,
                    new UniquePosition(2, 9),
                    "sent twice",
                    "key-1",
                    Usage.NOON.plusSeconds(9))));
  }

  @Test
  void shouldKeepNothingOfAWishToFoldAgain() {
    UsageRecord wish =
        UsageRecord.newBuilder()
            .setTenantId("TEN-1")
            .setType("llm.request")
            .setRecompute(Recompute.newBuilder().setToEpochSeconds(3_600))
            .build();

    assertThat(sink.read(record(wish, 0))).isNull();
  }

  @Test
  void shouldNotReadARecordUnderAKeyThatSaysNoShard() {
    SinkRecord keyless =
        new SinkRecord(2, 9, Instant.EPOCH, ByteString.EMPTY, EVENT.toByteString(), null);

    assertThatThrownBy(() -> sink.read(keyless))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageContaining("expected: tenant/type/shard");
  }

  @Test
  void shouldKeepEventsAndVoidsApart() {
    assertThat(sink.read(record(EVENT, 0)))
        .isNotNull()
        .extracting(EncodedRow::table)
        .isEqualTo("usage_events");
    assertThat(sink.read(record(voided(EVENT), 0)))
        .isNotNull()
        .extracting(EncodedRow::table)
        .isEqualTo("usage_voids");
  }

  @Test
  void shouldNotReadWhatTheTableOfTheRowCannotHold() {
    UsageRecord late = at(EVENT, Instant.parse("2500-01-01T00:00:00Z"));

    for (UsageRecord usage : List.of(late, voided(late))) {
      assertThatThrownBy(() -> sink.read(record(usage, 0)))
          .isInstanceOf(UnreadableRecordException.class)
          .hasMessageContaining("2500-01-01T00:00:00Z");
    }
  }

  private static UsageRecord voided(UsageRecord usage) {
    return usage.toBuilder().setVoid(Void.getDefaultInstance()).build();
  }

  private static UsageRecord at(UsageRecord usage, Instant time) {
    return usage.toBuilder().setTime(Times.toWire(time)).build();
  }

  private static SinkRecord record(UsageRecord usage, int shard) {
    UniqueKey key = new UniqueKey(usage.getTenantId(), usage.getType(), shard);
    return new SinkRecord(
        2, 9, Instant.EPOCH, ByteString.copyFrom(key.toBytes()), usage.toByteString(), null);
  }
}
