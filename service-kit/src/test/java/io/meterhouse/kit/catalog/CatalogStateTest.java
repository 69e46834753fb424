package io.meterhouse.kit.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.catalog.v1.CatalogEntry;
import io.meterhouse.schemas.catalog.v1.ShardsEntry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
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

  @Test
  void shouldTakeTheLastNumberOfShardsOfATenantAndType() {
    CatalogContents spread =
        CatalogState.apply(
            CatalogContents.EMPTY,
            List.of(shards(0, "a/b", 4), shards(1, "calls", 3), shards(2, "a/b", 8)));

    assertThat(spread.sharding().count(usage("a/b"))).isEqualTo(8);
    assertThat(spread.sharding().count(usage("calls"))).isEqualTo(3);
    CatalogContents together =
        CatalogState.apply(spread, List.of(shards(3, "a/b", 1), record(4, key("calls"), null)));
    assertThat(together.sharding().size()).isZero();
  }

  @Test
  void shouldKeepTheNumberOfShardsWhereAnEntryCannotBeAndReadWhatFollows() {
    CatalogContents before =
        CatalogState.apply(CatalogContents.EMPTY, List.of(shards(0, "calls", 4)));
    ShardsEntry entry = ShardsEntry.newBuilder().setTenantId("TEN-1").setType("calls").build();

    CatalogContents after =
        CatalogState.apply(
            before,
            List.of(
                record(1, key("calls"), value(entry)),
                record(2, key("calls"), value(entry.toBuilder().setShards(-3).build())),
                record(3, key("calls"), value(entry.toBuilder().setShards(100_000).build())),
                record(4, key("calls"), value(entry.toBuilder().setShards(2).setType("x").build())),
                record(5, key("calls"), new byte[] {1, 2, 3}),
                record(6, key("calls"), MeterCodec.toEntry(first).toByteArray()),
                record(7, bytes("shards/TEN-1"), value(entry)),
                record(8, bytes("shards/TEN-1/"), value(entry)),
                record(9, bytes("shards/somebody/calls"), value(entry)),
                shards(10, "other", 2)));

    assertThat(after.sharding().count(usage("calls"))).isEqualTo(4);
    assertThat(after.sharding().count(usage("other"))).isEqualTo(2);
    assertThat(after.sharding().size()).isEqualTo(2);
  }

  private static ConsumerRecord<byte[], byte[]> shards(long offset, String type, int shards) {
    return record(offset, key(type), ShardsEntries.value(usage(type), shards));
  }

  private static byte[] key(String type) {
    return ShardsEntries.key(usage(type));
  }

  private static Sharding.Key usage(String type) {
    return new Sharding.Key(TENANT, type);
  }

  private static byte[] value(ShardsEntry entry) {
    return CatalogEntry.newBuilder().setShards(entry).build().toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
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

  private static ConsumerRecord<byte[], byte[]> record(
      long offset, byte[] key, byte @Nullable [] value) {
    return new ConsumerRecord<>("catalog", 0, offset, key, value);
  }
}
