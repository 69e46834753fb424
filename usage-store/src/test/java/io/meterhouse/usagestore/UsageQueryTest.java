package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageQueryTest {

  private static final TenantId TENANT = TenantId.of("TEN-1");
  private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-12-01T00:00:00Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");

  private final UsageQuery query = minutely(FROM, TO);

  @Test
  void shouldRefuseAnEmptyRange() {
    assertThatThrownBy(() -> minutely(TO, TO))
        .hasMessage("from: 2026-12-01T00:00:00Z (expected: before to 2026-12-01T00:00:00Z)");
  }

  @Test
  void shouldRefuseABoundWithFractionsOfASecond() {
    assertThatThrownBy(() -> minutely(FROM.plusMillis(1), TO))
        .hasMessageContaining("whole seconds");
  }

  @Test
  void shouldRefuseADimensionThatTheMeterDoesNotHave() {
    assertThatThrownBy(() -> query.groupedBy(List.of("colour")))
        .hasMessage("dimension: colour (expected: one of meter llm_tokens: [model, region])");
    assertThatThrownBy(() -> query.where(Map.of("colour", List.of("red"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldRefuseADimensionGroupedByTwice() {
    assertThatThrownBy(() -> query.groupedBy(List.of("model", "model")))
        .hasMessageContaining("each one once");
  }

  @Test
  void shouldRefuseMoreRowsOrFilterValuesThanTheLimit() {
    assertThatThrownBy(() -> query.page(10_001, null))
        .hasMessage("limit: 10001 (expected: 1 to 10000)");
    assertThatThrownBy(() -> query.ofSubjects(Collections.nCopies(201, "s")))
        .hasMessage("filter on subjects: 201 values (expected: at most 200)");
  }

  @Test
  void shouldRefuseAPageTokenOfAnotherQuery() {
    UsageCursor other = new UsageCursor(1, List.of("client-7"));
    assertThatThrownBy(() -> query.page(10, other)).hasMessageContaining("of the same query");
    assertThat(query.groupedBySubject().page(10, other).after()).isEqualTo(other);
  }

  @Test
  void shouldKnowWhenItCutsStoredWindows() {
    assertThat(query.cutsStoredWindows()).isFalse();
    assertThat(minutely(FROM.plusSeconds(30), TO).cutsStoredWindows()).isTrue();
    assertThat(query.inWindows(CalendarWindow.MONTH, KOLKATA).cutsStoredWindows()).isFalse();

    UsageQuery hourly = UsageQuery.of(TENANT, meter(WindowSize.HOUR), FROM, TO);
    assertThat(hourly.inWindows(CalendarWindow.DAY, BERLIN).cutsStoredWindows()).isFalse();
    assertThat(hourly.inWindows(CalendarWindow.DAY, KOLKATA).cutsStoredWindows()).isTrue();
    assertThat(hourly.inWindows(CalendarWindow.MINUTE, ZoneOffset.UTC).cutsStoredWindows())
        .isTrue();

    UsageQuery daily = UsageQuery.of(TENANT, meter(WindowSize.DAY), FROM, TO);
    assertThat(daily.inWindows(CalendarWindow.DAY, BERLIN).cutsStoredWindows()).isTrue();
    assertThat(daily.inWindows(CalendarWindow.WEEK, ZoneOffset.UTC).cutsStoredWindows()).isFalse();
  }

  @Test
  void shouldReadSnapshotsByTheirDateInEveryZone() {
    UsageQuery days =
        UsageQuery.of(TENANT, Meters.snapshots(Aggregation.MAX), FROM, TO)
            .inWindows(CalendarWindow.DAY, BERLIN);
    assertThat(days.zone()).isEqualTo(ZoneOffset.UTC);
    assertThat(days.cutsStoredWindows()).isFalse();
  }

  @Test
  void shouldReadItsOwnPageTokens() {
    UsageCursor cursor = new UsageCursor(-5, List.of("", "a.b/ü", "x"));
    assertThat(UsageCursor.parse(cursor.token())).isEqualTo(cursor);
    assertThat(cursor.token()).matches("[A-Za-z0-9._-]+");
    assertThatThrownBy(() -> UsageCursor.parse("5.%%"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("page token: 5.%% (expected: a next_page_token of the same query)");
  }

  private static Meter meter(WindowSize size) {
    return Meters.events(Aggregation.SUM, size, "model", "region");
  }

  private static UsageQuery minutely(Instant from, Instant to) {
    return UsageQuery.of(TENANT, meter(WindowSize.MINUTE), from, to);
  }
}
