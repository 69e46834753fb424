package io.meterhouse.aggregator;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.EventRow;
import io.meterhouse.usagestore.UniquePosition;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rows of one tenant, all in the minute of {@link Usage#NOON}. */
public final class StoredUsage {

  public static final TenantId TENANT = TenantId.of("TEN-1");

  private StoredUsage() {}

  /** With so many tokens, at that position; null: one that is not known. */
  public static EventRow event(long tokens, @Nullable Long offset, Instant acceptedAt) {
    String id = "e" + tokens;
    return new EventRow(
        TENANT.value(),
        TestMeters.TYPE,
        Usage.SOURCE,
        id,
        "client-7",
        Usage.NOON,
        acceptedAt,
        ByteString.copyFromUtf8("{\"tokens\":" + tokens + ",\"cost\":\"0.5\"}"),
        "ing-" + id,
        Identity.of(TENANT, Usage.SOURCE, id),
        0,
        tokens,
        UniqueKey.ONLY_SHARD,
        offset == null ? null : new UniquePosition(0, offset));
  }

  /** Fold of events with so many tokens. */
  public static AggregateRow window(Meter meter, long version, List<Long> tokens) {
    Aggregate aggregate = Aggregate.empty();
    for (long each : tokens) {
      aggregate = aggregate.plus(BigDecimal.valueOf(each), Usage.NOON, "ing-e" + each);
    }
    return new AggregateRow(
        TENANT.value(),
        meter.code(),
        meter.version(),
        "client-7",
        new TreeMap<>(),
        null,
        new Window(Usage.NOON, WindowSize.MINUTE),
        UniqueKey.ONLY_SHARD,
        aggregate,
        Usage.NOON,
        version);
  }
}
