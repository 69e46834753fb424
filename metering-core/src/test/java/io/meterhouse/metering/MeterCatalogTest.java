package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeterCatalogTest {

  private static final TenantId ONE = TenantId.of("TEN-1");
  private static final TenantId TWO = TenantId.of("TEN-2");

  private final Meter platforms = Meters.sum(null, "tokens");
  private final Meter own = Meters.sum(ONE, "tokens");
  private final Meter other = Meters.sum(ONE, "more_tokens");
  private final MeterCatalog catalog = MeterCatalog.of(List.of(platforms, own, other));

  @Test
  void shouldPutATenantsMeterInThePlaceOfThePlatforms() {
    assertThat(catalog.metersFor(ONE, "llm.request")).containsExactlyInAnyOrder(own, other);
    assertThat(catalog.metersFor(TWO, "llm.request")).containsExactly(platforms);
    assertThat(catalog.meter(ONE, "tokens")).contains(own);
    assertThat(catalog.meter(TWO, "tokens")).contains(platforms);
    assertThat(catalog.meter(TWO, "more_tokens")).isEmpty();
  }

  @Test
  void shouldGiveThePlatformsMeterBackWhenTheTenantsIsGone() {
    MeterCatalog less = catalog.without(ONE, "tokens").without(ONE, "more_tokens");

    assertThat(less.metersFor(ONE, "llm.request")).containsExactly(platforms);
    assertThat(less.without(null, "tokens").all()).isEmpty();
    assertThat(catalog.all()).hasSize(3);
  }

  @Test
  void shouldKnowWhichMeterTakesSnapshots() {
    assertThat(catalog.snapshotMeter(ONE, "tokens")).isEmpty();
  }

  @Test
  void shouldAskForTheServedVersionAndHoldNewEventsAgainstTheNewest() {
    Meter second = Meters.version(platforms, 2);
    MeterCatalog changed = catalog.withAll(List.of(new MeterVersions(second, platforms)));

    assertThat(changed.meter(TWO, "tokens")).contains(platforms);
    assertThat(changed.metersFor(TWO, "llm.request")).containsExactly(second);
    assertThat(changed.countingFor(TWO, "llm.request"))
        .containsExactlyInAnyOrder(platforms, second);
    assertThat(changed.countingFor(ONE, "llm.request")).containsExactlyInAnyOrder(own, other);
    assertThat(changed.all()).containsExactlyInAnyOrder(platforms, second, own, other);
    assertThat(changed.newest()).containsExactlyInAnyOrder(second, own, other);
    assertThat(changed.versions(TWO, "tokens")).contains(new MeterVersions(second, platforms));
  }

  @Test
  void shouldAskForTheNewestVersionOnceNothingElseIsServed() {
    Meter second = Meters.version(platforms, 2);
    MeterCatalog built =
        catalog.withAll(List.of(new MeterVersions(second, platforms))).with(second);

    assertThat(built.meter(TWO, "tokens")).contains(second);
    assertThat(built.countingFor(TWO, "llm.request")).containsExactly(second);
  }

  @Test
  void shouldCountForTheTypeThatEachVersionReads() {
    Meter second = Meters.version(Meters.ofType(platforms, "llm.answer"), 2);
    MeterCatalog changed = catalog.withAll(List.of(new MeterVersions(second, platforms)));

    assertThat(changed.countingFor(TWO, "llm.request")).containsExactly(platforms);
    assertThat(changed.countingFor(TWO, "llm.answer")).containsExactly(second);
    assertThat(changed.metersFor(TWO, "llm.request")).isEmpty();
  }

  @Test
  void shouldLetThePlatformsMeterCountForATenantUntilItsOwnIsBuilt() {
    Meter ofTwo = Meters.version(Meters.sum(TWO, "tokens"), 2);
    MeterCatalog changed = catalog.withAll(List.of(new MeterVersions(ofTwo, platforms)));

    assertThat(changed.countingFor(TWO, "llm.request")).containsExactlyInAnyOrder(ofTwo, platforms);
    assertThat(changed.meter(TWO, "tokens")).contains(platforms);
    assertThat(changed.metersFor(TWO, "llm.request")).containsExactly(ofTwo);
    assertThat(changed.meter(TenantId.of("TEN-3"), "tokens")).contains(platforms);
    assertThat(changed.without(TWO, "tokens").countingFor(TWO, "llm.request"))
        .containsExactly(platforms);
  }

  @Test
  void shouldCountSnapshotsForTheVersionsThatTakeThem() {
    Meter first = Meters.snapshots(null, "disk");
    Meter second = Meters.version(first, 2);
    MeterCatalog changed =
        MeterCatalog.of(List.of()).withAll(List.of(new MeterVersions(second, first)));

    assertThat(changed.snapshotMeter(ONE, "disk")).contains(second);
    assertThat(changed.countingSnapshots(ONE, "disk")).containsExactlyInAnyOrder(second, first);
    assertThat(changed.countingSnapshots(ONE, "tokens")).isEmpty();
  }

  @Test
  void shouldCountNoSnapshotsForAVersionThatReadsEvents() {
    Meter events = Meters.sum(ONE, "disk");
    MeterCatalog changed =
        MeterCatalog.of(List.of())
            .withAll(
                List.of(
                    new MeterVersions(Meters.version(events, 2), Meters.snapshots(null, "disk"))));

    assertThat(changed.snapshotMeter(ONE, "disk")).isEmpty();
    assertThat(changed.countingSnapshots(ONE, "disk"))
        .containsExactly(Meters.snapshots(null, "disk"));
  }

  @Test
  void shouldRefuseToServeWhatIsNotBeforeTheNewest() {
    assertThatThrownBy(() -> new MeterVersions(platforms, platforms))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("served: tokens version 1 (expected: tokens in a version before 1)");
    assertThatThrownBy(() -> new MeterVersions(Meters.version(platforms, 2), other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more_tokens");
    assertThat(MeterVersions.of(platforms)).isEqualTo(new MeterVersions(platforms, null));
  }
}
