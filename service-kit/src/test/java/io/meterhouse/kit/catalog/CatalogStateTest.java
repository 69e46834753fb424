package io.meterhouse.kit.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.TenantId;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class CatalogStateTest {

  private static final TenantId TENANT = TenantId.of("TEN-1");

  private final Meter first = MeterCodecTest.meter("tokens", 1);
  private final Meter second = MeterCodecTest.meter("tokens", 2);
  private final Meter third = MeterCodecTest.meter("tokens", 3);

  @Test
  void shouldServeTheVersionBeforeUntilAnEntryNamesNone() {
    CatalogContents building = apply(CatalogContents.EMPTY, new MeterVersions(second, first));

    assertThat(building.meters().meter(TENANT, "tokens")).contains(first);
    assertThat(building.meters().countingFor(TENANT, "llm.request"))
        .containsExactlyInAnyOrder(second, first);

    CatalogContents built = apply(building, MeterVersions.of(second));

    assertThat(built.meters().meter(TENANT, "tokens")).contains(second);
    assertThat(built.meters().all()).containsExactly(second);
  }

  @Test
  void shouldDropTheHalfBuiltVersionWhereAThirdComes() {
    CatalogContents contents =
        apply(
            CatalogContents.EMPTY,
            new MeterVersions(second, first),
            new MeterVersions(third, first));

    assertThat(contents.meters().all()).containsExactlyInAnyOrder(third, first);
  }

  @Test
  void shouldKeepWhatWasThereWhereAnEntryCannotBe() {
    CatalogContents before = apply(CatalogContents.EMPTY, new MeterVersions(second, first));
    byte[] wrong =
        MeterCodec.toEntry(third).toBuilder()
            .setMeter(
                MeterCodec.toWire(third).toBuilder().setServed(MeterCodec.toWire(third)).build())
            .build()
            .toByteArray();

    CatalogContents after =
        CatalogState.apply(before, List.of(record(0, CatalogKey.of(third).bytes(), wrong)));

    assertThat(after.meters().versions(TENANT, "tokens"))
        .contains(new MeterVersions(second, first));
  }

  private static CatalogContents apply(CatalogContents contents, MeterVersions... entries) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (MeterVersions entry : entries) {
      records.add(
          record(
              records.size(),
              CatalogKey.of(entry.newest()).bytes(),
              MeterCodec.toEntry(entry).toByteArray()));
    }
    return CatalogState.apply(contents, records);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] key, byte[] value) {
    return new ConsumerRecord<>("catalog", 0, offset, key, value);
  }
}
