package io.meterhouse.rating.cycle;

import static io.meterhouse.rating.cycle.CycleStatus.ACTIVE;
import static io.meterhouse.rating.cycle.CycleStatus.CANCELLED;
import static io.meterhouse.rating.cycle.CycleStatus.CLOSED;
import static io.meterhouse.rating.cycle.CycleStatus.INVOICED;
import static io.meterhouse.rating.cycle.CycleStatus.OVERDUE;
import static io.meterhouse.rating.cycle.CycleStatus.PAID;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CycleStatusTest {

  private static final Map<CycleStatus, Set<CycleStatus>> ALLOWED =
      Map.of(
          ACTIVE, Set.of(CLOSED, CANCELLED),
          CLOSED, Set.of(INVOICED, CANCELLED),
          INVOICED, Set.of(PAID, OVERDUE, CANCELLED),
          OVERDUE, Set.of(PAID, CANCELLED),
          PAID, Set.of(),
          CANCELLED, Set.of());

  @Test
  void shouldAllowTheseOfAllPairsAndNoOther() {
    for (CycleStatus from : CycleStatus.values()) {
      for (CycleStatus to : CycleStatus.values()) {
        assertThat(from.next().contains(to))
            .as("%s to %s", from, to)
            .isEqualTo(ALLOWED.getOrDefault(from, Set.of()).contains(to));
      }
    }
  }

  @Test
  void shouldBeReadAsItIsWritten() {
    for (CycleStatus status : CycleStatus.values()) {
      assertThat(CycleStatus.ofWireName(status.wireName())).contains(status);
    }
    assertThat(CycleStatus.ofWireName("open")).isEmpty();
  }

  @Test
  void shouldCountAsBilledFromTheCloseOn() {
    assertThat(Set.of(CycleStatus.values()).stream().filter(CycleStatus::isBilled))
        .containsExactlyInAnyOrder(CLOSED, INVOICED, PAID, OVERDUE);
  }
}
