package io.meterhouse.benchmarks.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.benchmarks.usage.Edge;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.ingest.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LaneTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final BackfillPlan PLAN = new BackfillPlan(800, 1_000, 7, 4, 1, 0);

  @Test
  void shouldHaveLiveEventsOfTheLastHour() {
    assertThat(entries(Lane.LIVE))
        .hasSize(1_000)
        .allSatisfy(
            entry -> assertThat(time(entry)).isBetween(NOW.minus(Duration.ofHours(1)), NOW));
  }

  @Test
  void shouldSpreadTheBackfillOverItsDaysOfLastYear() {
    List<Instant> times = entries(Lane.BACKFILL).stream().map(LaneTest::time).toList();

    Instant latest = NOW.minus(Duration.ofDays(300));
    assertThat(times)
        .hasSize(800)
        .allSatisfy(time -> assertThat(time).isBetween(latest.minus(Duration.ofDays(4)), latest));
    assertThat(times.stream().map(time -> time.truncatedTo(ChronoUnit.DAYS)))
        .contains(
            Instant.parse("2026-01-22T00:00:00Z"),
            Instant.parse("2026-01-23T00:00:00Z"),
            Instant.parse("2026-01-24T00:00:00Z"),
            Instant.parse("2026-01-25T00:00:00Z"));
  }

  @Test
  void shouldBackfillNoEventThatWasLive() {
    Set<Object> live = new HashSet<>(entries(Lane.LIVE).stream().map(LogEntry::identity).toList());

    assertThat(live).hasSize(990);
    assertThat(entries(Lane.BACKFILL)).noneMatch(entry -> live.contains(entry.identity()));
  }

  private static Instant time(LogEntry entry) {
    return Times.fromWire(entry.record().getTime());
  }

  private static List<LogEntry> entries(Lane lane) {
    List<LogEntry> entries = new ArrayList<>();
    Edge.forEach(lane.events(PLAN, NOW), InstantSource.fixed(NOW), entries::add);
    return entries;
  }
}
