package io.meterhouse.aggregator.deduplication;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.aggregator.Usage;
import io.meterhouse.aggregator.stream.Position;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final long MILLIS = 120_500;

  @Test
  void shouldAddUpAtEveryVersion() {
    UsageRecord usage = Usage.event("TEN-1", "e1", "t", "{}");
    RejectedRecord rejection = RejectedRecord.newBuilder().setEvent(usage).build();
    List<Outcome> outcomes =
        List.of(
            new Outcome.Duplicate("TEN-1"),
            new Outcome.Conflict(rejection),
            new Outcome.Undecodable(rejection),
            new Outcome.Duplicate("TEN-1"));

    LedgerRecord counts = Ledger.plus(null, outcomes.getFirst(), at(0), MILLIS);
    for (int i = 1; i < outcomes.size(); i++) {
      counts = Ledger.plus(counts, outcomes.get(i), at(i), MILLIS);
      assertThat(counts.getUnique() + counts.getDuplicates() + counts.getRejected())
          .isEqualTo(counts.getAccepted())
          .isEqualTo(i + 1);
      assertThat(counts.getVersion()).isEqualTo(i + 1);
    }

    assertThat(counts)
        .isEqualTo(
            LedgerRecord.newBuilder()
                .setTenantId("TEN-1")
                .setAcceptedEpochMinute(2)
                .setPartition(3)
                .setAccepted(4)
                .setDuplicates(2)
                .setRejected(2)
                .setVersion(4)
                .build());
    assertThat(Ledger.key(counts)).isEqualTo("TEN-1/2/3");
  }

  @Test
  void shouldCountWhatNobodyReadBesideTheBalance() {
    LedgerRecord counts = Ledger.missing(null, 4, at(7), MILLIS);
    counts = Ledger.missing(counts, 2, at(10), MILLIS);

    assertThat(counts)
        .isEqualTo(
            LedgerRecord.newBuilder()
                .setAcceptedEpochMinute(2)
                .setPartition(3)
                .setMissing(6)
                .setVersion(10)
                .build());
  }

  @Test
  void shouldKnowItsMinute() {
    LedgerRecord counts = Ledger.plus(null, new Outcome.Duplicate("TEN-1"), at(0), MILLIS);

    assertThat(Ledger.isOfMinute(counts, 120_000)).isTrue();
    assertThat(Ledger.isOfMinute(counts, 179_999)).isTrue();
    assertThat(Ledger.isOfMinute(counts, 180_000)).isFalse();
  }

  private static Position at(long offset) {
    return new Position(3, offset, Instant.ofEpochMilli(MILLIS));
  }
}
