package io.meterhouse.aggregator.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RowIsolationTest {

  private final FakeSink sink = new FakeSink();
  private final RowIsolation<Integer> isolation = new RowIsolation<>(sink);

  @Test
  void shouldFindTheBadRowsAndWriteAllOthers() {
    sink.refused.addAll(Set.of(0, 31_337));

    assertThat(isolation.write(rows(50_000)))
        .isEqualTo(new RowIsolation.Pass(List.of(refused(0), refused(31_337)), true));
    assertThat(sink.distinct()).hasSize(49_998).doesNotContain(0, 31_337);
    assertThat(sink.calls).isLessThan(70);
  }

  @Test
  void shouldRefuseABadRowThatIsAloneWhereTheStoreIsWell() {
    sink.refused.add(7);

    assertThat(isolation.write(List.of(7)))
        .isEqualTo(new RowIsolation.Pass(List.of(refused(0)), true));
  }

  @Test
  void shouldNotRefuseARowForAMomentThatIsOver() {
    sink.sickUntilCalls = 1;

    assertThat(isolation.write(List.of(7))).isEqualTo(new RowIsolation.Pass(List.of(), true));
    assertThat(sink.distinct()).containsExactly(7);
  }

  @Test
  void shouldRefuseManyBadRowsAtTheBeginning() {
    IntStream.range(0, 20).forEach(sink.refused::add);

    RowIsolation.Pass pass = isolation.write(rows(1_000));

    assertThat(pass.complete()).isTrue();
    assertThat(pass.refused()).hasSize(20);
    assertThat(sink.distinct()).hasSize(980);
  }

  @Test
  void shouldHoldTheRowsOfAStoreThatRefusesEverything() {
    sink.sick = true;

    assertThatThrownBy(() -> isolation.write(rows(50_000)))
        .isInstanceOf(SinkWriteException.class)
        .hasMessage("the store takes no row at all: no table");
    assertThat(sink.calls).isLessThan(40);
  }

  @Test
  void shouldHoldTheRowsOfAStoreThatNoLongerTakesWhatItTook() {
    isolation.write(List.of(1));
    // The columns have changed: an insert of no rows would still be taken.
    sink.refused.addAll(Set.of(1, 2));

    assertThatThrownBy(() -> isolation.write(List.of(2)))
        .isInstanceOf(SinkWriteException.class)
        .hasMessage("the store takes no row at all: bad row");
  }

  @Test
  void shouldNotTakeOneTableThatIsWellForAnother() {
    isolation.write(List.of(1, -1));
    // The table of the negative ones is gone; the other one takes rows.
    sink.refused.addAll(Set.of(-1, -2));

    assertThatThrownBy(() -> isolation.write(List.of(2, -2)))
        .isInstanceOf(SinkWriteException.class)
        .hasMessage("the store takes no row at all: bad row");
    assertThat(sink.distinct()).contains(1, 2, -1);
  }

  @Test
  void shouldHoldWhereTheStoreGoesAwayWhileTheBadRowIsSearched() {
    sink.refused.add(7);
    sink.sickAfterCalls = 1;

    assertThatThrownBy(() -> isolation.write(List.of(7))).isInstanceOf(SinkWriteException.class);
  }

  @Test
  void shouldStopSearchingAfterAWhileAndFindTheRestInTheNextPass() {
    IntStream.range(0, 1_000).filter(i -> i % 2 == 0).forEach(sink.refused::add);

    RowIsolation.Pass pass = isolation.write(rows(1_000));

    assertThat(pass.complete()).isFalse();
    assertThat(pass.refused()).hasSize(RowIsolation.MAX_REFUSED_A_PASS);
  }

  @Test
  void shouldPassOnWhatCanBeTriedAgain() {
    sink.away = new SinkWriteException("away", true, new IllegalStateException());

    assertThatThrownBy(() -> isolation.write(List.of(1, 2))).isSameAs(sink.away);
  }

  @Test
  void shouldHoldARowOfAShardThatIsNotWellWhereOthersAre() {
    isolation.write(List.of(1));
    sink.refused.add(7);
    sink.isShardWithoutTable = true;

    assertThatThrownBy(() -> isolation.write(List.of(7)))
        .isInstanceOf(SinkWriteException.class)
        .hasMessageContaining("the store takes no row at all: no table on shard 2");
  }

  @Test
  void shouldNotTroubleTheStoreWithNothing() {
    assertThat(isolation.write(List.of())).isEqualTo(new RowIsolation.Pass(List.of(), true));
    assertThat(sink.calls).isZero();
  }

  private static List<Integer> rows(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static RowIsolation.Refused refused(int index) {
    return new RowIsolation.Refused(index, "bad row");
  }

  private static final class FakeSink implements Sink<Integer> {

    private final Set<Integer> refused = new HashSet<>();
    private final List<Integer> taken = new ArrayList<>();
    private @Nullable SinkWriteException away;
    private boolean sick;
    private boolean isShardWithoutTable;
    private int sickAfterCalls = Integer.MAX_VALUE;
    private int sickUntilCalls;
    private int calls;

    private Set<Integer> distinct() {
      return Set.copyOf(taken);
    }

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public Integer read(SinkRecord record) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void write(List<Integer> rows) {
      called();
      if (calls <= sickUntilCalls) {
        throw new SinkWriteException(
            "no rights at this moment", false, new IllegalStateException());
      }
      if (sick || rows.stream().anyMatch(refused::contains)) {
        throw new SinkWriteException("bad row", false, new IllegalStateException());
      }
      taken.addAll(rows);
    }

    @Override
    public void probe() {
      called();
      if (sick) {
        throw new SinkWriteException("no table", false, new IllegalStateException());
      }
      if (isShardWithoutTable) {
        throw new SinkWriteException("no table on shard 2", false, new IllegalStateException());
      }
    }

    @Override
    public String table(Integer row) {
      return row < 0 ? "negative" : "";
    }

    @Override
    public RejectedRecord rejection(SinkRecord record, String reason) {
      throw new UnsupportedOperationException();
    }

    private void called() {
      SinkWriteException failure = away;
      if (failure != null) {
        throw failure;
      }
      sick |= calls++ >= sickAfterCalls;
    }
  }
}
