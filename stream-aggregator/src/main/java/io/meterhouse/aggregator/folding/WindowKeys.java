package io.meterhouse.aggregator.folding;

import com.google.protobuf.ByteString;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.Dimension;
import io.meterhouse.usagestore.AggregateRow;
import java.time.Instant;

/** The keys of windows, as the topic has them. */
public final class WindowKeys {

  private WindowKeys() {}

  /** Of a stored window: equal to the one under which it was published. */
  public static AggregateKey of(AggregateRow row) {
    AggregateKey.Builder key =
        AggregateKey.newBuilder()
            .setTenantId(row.tenantId())
            .setMeter(row.meter())
            .setMeterVersion(row.meterVersion())
            .setSubject(row.subject())
            .setWindowStartEpochSeconds(row.window().start().getEpochSecond())
            .setWindowSeconds(row.window().size().seconds())
            .setShard(row.shard());
    row.dimensions()
        .forEach(
            (name, value) ->
                key.addDimensions(Dimension.newBuilder().setName(name).setValue(value)));
    if (row.member() != null) {
      key.setMember(ByteString.copyFrom(row.member().bytes()));
    }
    return key.build();
  }

  public static Window window(AggregateKey key) {
    return new Window(
        Instant.ofEpochSecond(key.getWindowStartEpochSeconds()),
        WindowSize.ofSeconds(key.getWindowSeconds()));
  }
}
