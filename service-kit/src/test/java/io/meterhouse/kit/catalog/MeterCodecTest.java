package io.meterhouse.kit.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.FilterOperator;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterFilter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import io.meterhouse.schemas.catalog.v1.MeterEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeterCodecTest {

  @Test
  void shouldCarryAMeterUnchanged() throws Exception {
    Meter meter = meter("tokens");
    byte[] wire = MeterCodec.toEntry(meter).toByteArray();
    assertThat(MeterCodec.fromWire(CatalogEntry.parseFrom(wire).getMeter())).isEqualTo(meter);
  }

  @Test
  void shouldCarryAPlatformsSnapshotMeterUnchanged() {
    Meter meter =
        new Meter(
            null,
            "disk",
            3,
            "Disk",
            Meter.SNAPSHOT_TYPE,
            Aggregation.MAX,
            null,
            new TreeMap<>(),
            List.of(),
            "",
            WindowSize.DAY,
            MeterSource.SNAPSHOTS,
            Instant.EPOCH);
    assertThat(MeterCodec.fromWire(MeterCodec.toWire(meter))).isEqualTo(meter);
    assertThat(CatalogKey.of(meter).bytes())
        .isEqualTo("meter/*/disk".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldCarryTheVersionThatIsServedWithTheNewest() throws Exception {
    MeterVersions versions = new MeterVersions(meter("tokens", 7), meter("tokens", 3));

    byte[] wire = MeterCodec.toEntry(versions).toByteArray();

    assertThat(MeterCodec.versions(CatalogEntry.parseFrom(wire).getMeter())).isEqualTo(versions);
  }

  @Test
  void shouldServeTheNewestWhereAnEntrySaysNothingElse() throws Exception {
    MeterVersions versions = MeterVersions.of(meter("tokens", 7));

    byte[] wire = MeterCodec.toEntry(versions).toByteArray();

    assertThat(wire).isEqualTo(MeterCodec.toEntry(meter("tokens", 7)).toByteArray());
    assertThat(MeterCodec.versions(CatalogEntry.parseFrom(wire).getMeter())).isEqualTo(versions);
  }

  @Test
  void shouldRefuseAnEntryThatServesWhatCameLater() {
    MeterEntry entry =
        MeterCodec.toWire(meter("tokens", 3)).toBuilder()
            .setServed(MeterCodec.toWire(meter("tokens", 3)))
            .build();

    assertThatThrownBy(() -> MeterCodec.versions(entry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("before 3");
  }

  @Test
  void shouldReadItsOwnKeysAndRefuseOthers() {
    CatalogKey key = new CatalogKey(TenantId.of("TEN-1"), "a.b-c");
    assertThat(CatalogKey.parse(key.bytes())).isEqualTo(key);
    assertThatThrownBy(() -> CatalogKey.parse("plan/x".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("plan/x");
  }

  static Meter meter(String code) {
    return meter(code, 1);
  }

  static Meter meter(String code, int version) {
    return new Meter(
        TenantId.of("TEN-1"),
        code,
        version,
        "Tokens",
        "llm.request",
        Aggregation.SUM,
        PropertyPath.parse("$.usage.tokens"),
        new TreeMap<>(Map.of("model", PropertyPath.parse("$.model"))),
        List.of(
            new MeterFilter(
                PropertyPath.parse("$.region"),
                FilterOperator.IN,
                List.of(
                    new DataValue.Text("e\"u\n"),
                    new DataValue.Number("1.50"),
                    new DataValue.Bool(true)))),
        "token",
        WindowSize.MINUTE,
        MeterSource.EVENTS,
        Instant.parse("2026-11-21T10:00:00.123Z"));
  }
}
