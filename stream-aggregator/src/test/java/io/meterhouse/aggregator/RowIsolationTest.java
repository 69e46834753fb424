package io.meterhouse.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowIsolationTest {

  private final List<Integer> taken = new ArrayList<>();
  private int calls;

  @Test
  void shouldFindTheBadRowsAndWriteAllOthers() {
    List<Integer> rows = IntStream.range(0, 50_000).boxed().toList();

    List<RowIsolation.Refused> refused =
        RowIsolation.write(rows, storeThatRefuses(Set.of(0, 31_337)));

    assertThat(refused)
        .containsExactly(
            new RowIsolation.Refused(0, "bad row"), new RowIsolation.Refused(31_337, "bad row"));
    assertThat(taken).hasSize(49_998).doesNotHaveDuplicates().doesNotContain(0, 31_337);
    assertThat(calls).isLessThan(70);
  }

  @Test
  void shouldHoldTheRowsOfAStoreThatRefusesEverything() {
    List<Integer> rows = IntStream.range(0, 50_000).boxed().toList();

    assertThatThrownBy(() -> RowIsolation.write(rows, storeThatRefuses(Set.copyOf(rows))))
        .isInstanceOf(SinkWriteException.class)
        .hasMessage("the store takes no row at all: bad row");
    assertThat(calls).isLessThan(40);
  }

  @Test
  void shouldHoldASingleRowThatIsRefusedAsNothingTellsItFromAStoreThatRefusesEverything() {
    assertThatThrownBy(() -> RowIsolation.write(List.of(7), storeThatRefuses(Set.of(7))))
        .isInstanceOf(SinkWriteException.class);
  }

  @Test
  void shouldPassOnWhatCanBeTriedAgain() {
    SinkWriteException away = new SinkWriteException("away", true, new IllegalStateException());

    assertThatThrownBy(
            () ->
                RowIsolation.write(
                    List.of(1, 2),
                    rows -> {
                      throw away;
                    }))
        .isSameAs(away);
  }

  @Test
  void shouldNotTroubleTheStoreWithNothing() {
    assertThat(RowIsolation.write(List.of(), storeThatRefuses(Set.of()))).isEmpty();
    assertThat(calls).isZero();
  }

  private Consumer<List<Integer>> storeThatRefuses(Set<Integer> bad) {
    return rows -> {
      calls++;
      if (rows.stream().anyMatch(bad::contains)) {
        throw new SinkWriteException("bad row", false, new IllegalStateException());
      }
      taken.addAll(rows);
    };
  }
}
