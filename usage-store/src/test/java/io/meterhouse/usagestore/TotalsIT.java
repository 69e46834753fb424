package io.meterhouse.usagestore;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Engines.class)
class TotalsIT {

  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant MIDDLE = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-01T00:00:00Z");
  private static final TenantId NOBODY = TenantId.of("TEN-nobody");

  private static TestStore test;
  private static final Map<TenantId, RandomUsage> EVENTS = new HashMap<>();
  private static final Map<TenantId, RandomUsage> SNAPSHOTS = new HashMap<>();

  @BeforeAll
  static void write(EngineAddresses engines) {
    test = TestStore.migrated(engines);
    AggregateWriter writer = new AggregateWriter(test.store());
    for (int i = 0; i < 3; i++) {
      TenantId tenant = TenantId.of("TEN-" + i);
      RandomUsage events = new RandomUsage(i, tenant.value(), meter(Aggregation.SUM));
      RandomUsage snapshots = new RandomUsage(i, tenant.value(), Meters.snapshots(Aggregation.SUM));
      EVENTS.put(tenant, events.events(800, FROM, TO));
      SNAPSHOTS.put(tenant, snapshots.snapshots(300, FROM, TO));
      writer.write(events.shuffledWithRepetitions());
      writer.write(snapshots.shuffledWithRepetitions());
    }
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @Test
  void shouldAnswerEachRequestAsAQueryWould() {
    List<TotalRequest> requests = new ArrayList<>();
    List<BigDecimal> expected = new ArrayList<>();
    for (TenantId tenant : List.of(TenantId.of("TEN-0"), TenantId.of("TEN-2"), NOBODY)) {
      for (Aggregation aggregation : Aggregation.values()) {
        if (aggregation != Aggregation.UNIQUE_COUNT) {
          for (Meter meter : List.of(meter(aggregation), Meters.snapshots(aggregation))) {
            add(new TotalRequest(tenant, null, meter, FROM, TO), requests, expected);
            add(new TotalRequest(tenant, "", meter, FROM, MIDDLE), requests, expected);
            add(new TotalRequest(tenant, "it's \\ ü", meter, MIDDLE, TO), requests, expected);
            add(new TotalRequest(tenant, "it's \\ ü", meter, FROM, TO), requests, expected);
            add(new TotalRequest(tenant, "nobody", meter, FROM, TO), requests, expected);
          }
        }
      }
    }
    List<UsageTotal> totals = new UsageReader(test.store()).totals(requests);
    assertThat(totals).extracting(UsageTotal::request).isEqualTo(requests);
    assertThat(totals).extracting(UsageTotal::value).isEqualTo(expected);
    assertThat(totals)
        .allSatisfy(
            total -> {
              boolean nobody =
                  total.request().tenant().equals(NOBODY)
                      || "nobody".equals(total.request().subject());
              assertThat(total.hasUsage()).isEqualTo(!nobody);
            });
  }

  @Test
  void shouldAskNothingForNoRequests() {
    assertThat(new UsageReader(test.store()).totals(List.of())).isEmpty();
  }

  private static void add(
      TotalRequest request, List<TotalRequest> requests, List<BigDecimal> expected) {
    requests.add(request);
    expected.add(expected(request));
  }

  private static BigDecimal expected(TotalRequest request) {
    @Nullable RandomUsage usage =
        (request.meter().windowSize() == WindowSize.DAY ? SNAPSHOTS : EVENTS).get(request.tenant());
    if (usage == null) {
      return BigDecimal.ZERO;
    }
    UsageQuery query =
        UsageQuery.of(request.tenant(), request.meter(), request.from(), request.to());
    if (request.subject() != null) {
      query = query.ofSubjects(List.of(request.subject()));
    }
    List<UsageRow> rows = UsageOracle.answer(query, usage.newest());
    return rows.isEmpty() ? BigDecimal.ZERO : rows.getFirst().value();
  }

  private static Meter meter(Aggregation aggregation) {
    return Meters.events(aggregation, WindowSize.MINUTE, "model", "region");
  }
}
