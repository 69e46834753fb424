package io.meterhouse.aggregator.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.schemas.billing.v1.RatedItem;
import io.meterhouse.schemas.usage.v1.AcceptedPosition;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.usagestore.ClickHouseStoreConfig;
import io.meterhouse.usagestore.UsageStore;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a sink says of a record that its table does not take; no server is asked. */
class StoreSinkTest {

  private final UsageStore nobody =
      UsageStore.open(new ClickHouseStoreConfig("http://127.0.0.1:1", "d", "u", ""));

  @AfterEach
  void close() {
    nobody.close();
  }

  @Test
  void shouldNameTheEventAndWhereItWasAccepted() {
    UsageRecord event = Usage.event("TEN-1", "e1", "llm.request", "{\"tokens\":5}");
    AcceptedPosition accepted = AcceptedPosition.newBuilder().setOffset(7).build();

    assertThat(
            refused(
                Topic.USAGE_UNIQUE, event.toBuilder().setAccepted(accepted).build().toByteString()))
        .isEqualTo(
            RejectedRecord.newBuilder()
                .setCode("ROW_REFUSED")
                .setMessage("events, partition 2, offset 9: why")
                .setMeter("*")
                .setEvent(event)
                .setAccepted(accepted)
                .build());
  }

  @Test
  void shouldNameTheTenantOfWhatIsNoEvent() {
    ByteString counts = LedgerRecord.newBuilder().setTenantId("TEN-1").build().toByteString();
    ByteString item =
        RatedItem.newBuilder().setTenantId("TEN-1").setMeter("tokens").build().toByteString();

    RejectedRecord ofLedger = refused(Topic.USAGE_LEDGER, counts);
    assertThat(ofLedger.getEvent().getTenantId()).isEqualTo("TEN-1");
    assertThat(ofLedger.getMeter()).isEqualTo("*");
    assertThat(ofLedger.getUndecodable()).isEqualTo(counts);
    RejectedRecord ofItem = refused(Topic.BILLING_RATED, item);
    assertThat(ofItem.getEvent().getTenantId()).isEqualTo("TEN-1");
    assertThat(ofItem.getMeter()).isEqualTo("tokens");
  }

  @Test
  void shouldSayWhatThereIsOfBytesThatAreNoRecord() {
    ByteString bytes = ByteString.copyFromUtf8("no record");

    RejectedRecord rejected = refused(Topic.USAGE_UNIQUE, bytes);

    assertThat(rejected.hasEvent()).isFalse();
    assertThat(rejected.getUndecodable()).isEqualTo(bytes);
  }

  @Test
  void shouldNotPutIntoARejectionWhatMadeARejectionImpossible() {
    RejectedRecord impossible =
        RejectedRecord.newBuilder()
            .setCode("VALUE_NOT_A_NUMBER")
            .setEvent(Usage.event("TEN-1", "e1", "llm.request", "{}"))
            .setAccepted(AcceptedPosition.newBuilder().setOffset(-1))
            .build();

    RejectedRecord first = refused(Topic.USAGE_REJECTED, impossible.toByteString());
    RejectedRecord second = refused(Topic.USAGE_REJECTED, first.toByteString());

    assertThat(first.getEvent()).isEqualTo(UsageRecord.newBuilder().setTenantId("TEN-1").build());
    assertThat(first.hasAccepted()).isFalse();
    assertThat(second.hasEvent()).isFalse();
  }

  @Test
  void shouldCutALongReason() {
    RejectedRecord rejected =
        sink(Topic.USAGE_LEDGER).rejection(record(ByteString.EMPTY), "r".repeat(100_000));

    assertThat(rejected.getMessage()).hasSizeLessThan(1_100).endsWith("r ...");
  }

  private RejectedRecord refused(Topic topic, ByteString value) {
    return sink(topic).rejection(record(value), "why");
  }

  private Sink<?> sink(Topic topic) {
    return Objects.requireNonNull(StoreSinks.of(nobody).get(topic));
  }

  private static SinkRecord record(ByteString value) {
    return new SinkRecord(2, 9, Instant.EPOCH, ByteString.EMPTY, value, null);
  }
}
