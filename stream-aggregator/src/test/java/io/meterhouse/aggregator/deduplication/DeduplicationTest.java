package io.meterhouse.aggregator.deduplication;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.Position;
import io.meterhouse.metering.ContentHash;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.schemas.usage.v1.Recompute;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.schemas.usage.v1.Void;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class DeduplicationTest {

  private static final Duration WINDOW = Duration.ofDays(35);

  private final Deduplication deduplication = new Deduplication(WINDOW);
  private final Map<Identity, Seen> memory = new HashMap<>();
  private final UsageRecord event = Usage.event("TEN-1", "e1", "t", "{\"a\":1}");

  @Test
  void shouldPassTheFirstOfAnIdentityOnWithItsPosition() {
    Outcome outcome = decide(event, at(7, Usage.NOON));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Unique.class,
            unique ->
                assertThat(unique.usage())
                    .isEqualTo(event.toBuilder().setAccepted(at(7, Usage.NOON).toWire()).build()));
  }

  @Test
  void shouldKnowARetryByItsContentEvenIfItWasStampedAnew() {
    decide(event, at(7, Usage.NOON));
    UsageRecord retry =
        Usage.event("TEN-1", "e1", "t", "{\"a\":1}", Usage.NOON.plusSeconds(900)).toBuilder()
            .setIngestId("ing-another")
            .build();

    assertThat(decide(retry, at(8, Usage.NOON.plus(WINDOW))))
        .isEqualTo(new Outcome.Duplicate("TEN-1"));
  }

  @Test
  void shouldRefuseATwinThatSaysSomethingElse() {
    decide(event, at(7, Usage.NOON));
    UsageRecord other = Usage.event("TEN-1", "e1", "t", "{\"a\":2}");

    assertThat(decide(other, at(8, Usage.NOON.plusSeconds(1))))
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Conflict.class))
        .satisfies(
            conflict -> {
              assertThat(conflict.tenantId()).isEqualTo("TEN-1");
              assertThat(conflict.rejection().getCode()).isEqualTo("CONFLICTING_DUPLICATE");
              assertThat(conflict.rejection().getMessage()).contains("2026-11-21T12:00:00Z");
              assertThat(conflict.rejection().getEvent()).isEqualTo(other);
            });
  }

  @Test
  void shouldTakeAnIdentityAsNewOnceTheWindowIsPast() {
    decide(event, at(7, Usage.NOON));

    assertThat(decide(event, at(8, Usage.NOON.plus(WINDOW).plusMillis(1))))
        .isInstanceOf(Outcome.Unique.class);
  }

  @Test
  void shouldCountTwinsAsTwinsWhenTheBrokersClockGoesBack() {
    decide(event, at(7, Usage.NOON));

    assertThat(decide(event, at(8, Usage.NOON.minusSeconds(60))))
        .isEqualTo(new Outcome.Duplicate("TEN-1"));
  }

  @Test
  void shouldRejectWhatCannotBeDecodedWithItsBytesAndPlace() {
    byte[] garbage = "not protobuf".getBytes(StandardCharsets.UTF_8);

    Outcome outcome =
        deduplication.decide(new byte[16], garbage, at(9, Usage.NOON), id -> seen(id));

    assertThat(outcome)
        .asInstanceOf(InstanceOfAssertFactories.type(Outcome.Undecodable.class))
        .satisfies(
            undecodable -> {
              assertThat(undecodable.rejection().getCode()).isEqualTo("UNDECODABLE_RECORD");
              assertThat(undecodable.rejection().getUndecodable().toByteArray()).isEqualTo(garbage);
              assertThat(undecodable.rejection().getAccepted().getOffset()).isEqualTo(9);
            });
  }

  @Test
  void shouldRejectWhatWouldBreakALaterStage() {
    assertUndecodable(event.toBuilder().setTenantId("acme").build(), "tenant id: 'acme'");
    assertUndecodable(event.toBuilder().clearId().build(), "no type or no id");
    assertUndecodable(
        event.toBuilder().setVoid(Void.newBuilder().setReason("mine")).build(),
        "a correction (expected: usage)");
    assertUndecodable(
        event.toBuilder().setRecompute(Recompute.newBuilder().setToEpochSeconds(3600)).build(),
        "a correction (expected: usage)");
    assertUndecodable(event.toBuilder().clearContentHash().build(), "content hash: 0 bytes");
    UsageRecord.Builder late = event.toBuilder();
    late.getTimeBuilder().setEpochSeconds(1L << 40);
    assertUndecodable(late.build(), "event time, in seconds since 1970: 1099511627776");
  }

  @Test
  void shouldRejectASnapshotWhoseDayBeginsMoreThanTwoDaysAfterItWasAccepted() {
    Instant accepted = Instant.parse("2026-11-21T00:00:00Z");
    UsageRecord ahead =
        Usage.snapshot("TEN-1", "ing-1", "storage_gb", "5", LocalDate.of(2026, 11, 23));

    assertUndecodable(
        ahead,
        accepted.minusMillis(1),
        "usage date: 2026-11-23, accepted at 2026-11-20T23:59:59.999Z"
            + " (expected: 2026-11-22 or earlier)");
    assertThat(decide(ahead, at(9, accepted))).isInstanceOf(Outcome.Unique.class);
  }

  @Test
  void shouldRejectASnapshotThatTheRawTableWouldNotFindByItsAcceptedTime() {
    UsageRecord snapshot =
        Usage.snapshot("TEN-1", "ing-1", "storage_gb", "5", LocalDate.of(2026, 11, 21));

    assertUndecodable(
        snapshot.toBuilder().setTime(event.getTime()).build(),
        Usage.NOON,
        "time of a snapshot: 1795262400, in seconds since 1970 (expected: none");
    assertUndecodable(
        event.toBuilder().setType(Meter.SNAPSHOT_TYPE).build(),
        Usage.NOON,
        "type: usage.snapshot, without a snapshot");
    assertUndecodable(
        snapshot.toBuilder().setType("t").build(), Usage.NOON, "type of a snapshot: t");
  }

  @Test
  void shouldRejectARecordWhoseKeyIsNotItsIdentity() {
    Outcome outcome =
        deduplication.decide(new byte[16], event.toByteArray(), at(9, Usage.NOON), id -> seen(id));

    assertThat(outcome).isInstanceOf(Outcome.Undecodable.class);
  }

  @Test
  void shouldRememberASeenIdentityByteForByte() {
    Seen seen =
        new Seen(
            ContentHash.ofEvent("t", "", new byte[] {1}), Instant.ofEpochMilli(1_763_000_000_123L));

    assertThat(Seen.fromBytes(seen.toBytes())).isEqualTo(seen);
  }

  private void assertUndecodable(UsageRecord record, String message) {
    assertUndecodable(record, Usage.NOON, message);
  }

  private void assertUndecodable(UsageRecord record, Instant acceptedAt, String message) {
    assertThat(
            deduplication.decide(
                Usage.key(event), record.toByteArray(), at(9, acceptedAt), id -> seen(id)))
        .isInstanceOfSatisfying(
            Outcome.Undecodable.class,
            undecodable -> assertThat(undecodable.rejection().getMessage()).contains(message));
  }

  private Outcome decide(UsageRecord usage, Position position) {
    Outcome outcome =
        deduplication.decide(Usage.key(usage), usage.toByteArray(), position, id -> seen(id));
    if (outcome instanceof Outcome.Unique unique) {
      memory.put(unique.identity(), unique.memory());
    }
    return outcome;
  }

  private Optional<Seen> seen(Identity identity) {
    return Optional.ofNullable(memory.get(identity));
  }

  private static Position at(long offset, Instant acceptedAt) {
    return new Position(0, offset, acceptedAt);
  }
}
