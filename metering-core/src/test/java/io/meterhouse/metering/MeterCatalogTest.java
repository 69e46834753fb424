package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;

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
}
