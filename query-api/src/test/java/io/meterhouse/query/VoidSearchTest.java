package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.usagestore.EventCursor;
import io.meterhouse.usagestore.EventPage;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.EventSelection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VoidSearchTest {

  private static final Instant ACCEPTED = Instant.parse("2026-11-21T10:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final VoidRequest REQUEST =
      new VoidRequest(TenantId.of("TEN-1"), "s", List.of("1", "2"), "r");

  private final Way way = new Way();

  @Test
  void shouldWaitForNothingWhereEveryIdIsKnown() {
    way.arrive("1");
    way.arrive("2");

    assertThat(search(Duration.ZERO).find(REQUEST)).hasSize(2);
    assertThat(way.asked).isZero();
  }

  @Test
  void shouldCallAnIdUnknownAtOnceWhereEverythingHasArrived() {
    way.arrive("1");
    way.watermark = ACCEPTED.plusMillis(1);
    way.reached = Map.of(0, 5L, 1, 9L);

    assertThat(search(Duration.ZERO).find(REQUEST)).extracting(EventRow::id).containsExactly("1");
  }

  @Test
  void shouldKnowThatNothingWasEverAccepted() {
    way.latest = null;

    assertThat(search(Duration.ZERO).find(REQUEST)).isEmpty();
  }

  @Test
  void shouldFindWhatArrivesWhileItWaits() {
    way.watermark = ACCEPTED;
    way.reached = Map.of(0, 4L, 1, 9L);
    way.then =
        turn -> {
          if (turn == 2) {
            way.watermark = ACCEPTED.plusMillis(1);
          } else if (turn == 4) {
            way.arrive("1");
            way.arrive("2");
            way.reached = Map.of(0, 5L, 1, 9L);
          }
        };

    assertThat(search(LONG).find(REQUEST)).hasSize(2);
  }

  @Test
  void shouldGiveUpWhereTheWatermarkStandsStill() {
    way.arrive("1");
    way.watermark = ACCEPTED;
    way.reached = Map.of(0, 5L, 1, 9L);

    assertThatThrownBy(() -> search(Duration.ZERO).find(REQUEST))
        .isInstanceOfSatisfying(
            ApiException.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(503);
              assertThat(refused.headers()).containsKey("Retry-After");
            });
  }

  @Test
  void shouldGiveUpWhereARawEventIsStillOnItsWay() {
    way.watermark = ACCEPTED.plusMillis(1);
    way.reached = Map.of(0, 5L);

    assertThatThrownBy(() -> search(Duration.ZERO).find(REQUEST))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("nothing was voided");
  }

  private VoidSearch search(Duration patience) {
    return new VoidSearch(way, () -> way.watermark(), way, patience);
  }

  /** What the stages between acceptance and the raw events would show. */
  private static final class Way implements RawEvents, UsageLog {

    private final List<EventRow> rows = new ArrayList<>();
    private final AtomicInteger turns = new AtomicInteger();
    private @Nullable Instant latest = ACCEPTED;
    private @Nullable Instant watermark;
    private Map<Integer, Long> reached = Map.of();
    private Turn then = turn -> {};
    private int asked;

    private interface Turn {
      void take(int number);
    }

    void arrive(String id) {
      rows.add(StoredRows.event("TEN-1", id));
    }

    Optional<Instant> watermark() {
      then.take(turns.incrementAndGet());
      return Optional.ofNullable(watermark);
    }

    @Override
    public List<EventRow> find(TenantId tenant, String source, Collection<String> ids) {
      return rows.stream().filter(row -> ids.contains(row.id())).toList();
    }

    @Override
    public EventPage page(EventSelection selection, @Nullable EventCursor after, int limit) {
      return new EventPage(rows, null);
    }

    @Override
    public Map<Integer, Long> reached() {
      then.take(turns.incrementAndGet());
      return reached;
    }

    @Override
    public Optional<Instant> latestAccepted() {
      asked++;
      return Optional.ofNullable(latest);
    }

    @Override
    public Map<Integer, Long> uniqueEnds() {
      return Map.of(0, 5L, 1, 9L);
    }
  }
}
