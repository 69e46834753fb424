package io.meterhouse.benchmarks.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.ingest.LogEntry;
import io.meterhouse.kit.wire.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UsageEventsTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void shouldSendOneRecordOfAHundredASecondTime() {
    List<LogEntry> entries = entries(new UsageEvents(2_050, 10, NOW));

    assertThat(entries).hasSize(2_050);
    assertThat(entries.stream().map(LogEntry::identity).distinct())
        .hasSize(2_030)
        .hasSize((int) new UsageEvents(2_050, 10, NOW).unique());
    assertThat(entries.get(199).identity()).isEqualTo(entries.get(149).identity());
    assertThat(entries.get(199).record().getContentHash())
        .isEqualTo(entries.get(149).record().getContentHash());
  }

  @Test
  void shouldLetOneEventOfAHundredComeDaysLateAndTellHowManyDoNot() {
    for (long records : List.of(100L, 107L, 108L, 1_234L)) {
      UsageEvents events = new UsageEvents(records, 10, NOW);
      List<Instant> times =
          entries(events).stream()
              .collect(
                  Collectors.toMap(
                      LogEntry::identity,
                      entry -> Times.fromWire(entry.record().getTime()),
                      (first, _) -> first))
              .values()
              .stream()
              .toList();

      assertThat(times.stream().filter(time -> !time.isBefore(events.lateBefore())))
          .hasSize((int) events.onTime())
          .allSatisfy(time -> assertThat(time).isBetween(NOW.minus(Duration.ofHours(1)), NOW));
      assertThat(times.stream().filter(time -> time.isBefore(events.lateBefore())))
          .isNotEmpty()
          .allSatisfy(time -> assertThat(time).isBefore(NOW.minus(Duration.ofDays(1))));
    }
  }

  @Test
  void shouldSpreadEventsOverAllTenants() {
    assertThat(
            entries(new UsageEvents(1_000, 4, NOW)).stream()
                .map(entry -> entry.record().getTenantId())
                .distinct()
                .sorted())
        .containsExactlyElementsOf(IntStream.range(0, 4).mapToObj("TEN-%06d"::formatted).toList());
  }

  @Test
  void shouldMakeTheSameEventOfTheSameNumber() {
    UsageEvents events = new UsageEvents(500, 7, NOW);

    assertThat(LongStream.range(0, 500).mapToObj(events::json))
        .containsExactlyElementsOf(
            LongStream.range(0, 500).mapToObj(new UsageEvents(500, 7, NOW)::json).toList());
  }

  private static List<LogEntry> entries(UsageEvents events) {
    List<LogEntry> entries = new ArrayList<>();
    Edge.forEach(events, InstantSource.fixed(NOW), entries::add);
    return entries;
  }
}
