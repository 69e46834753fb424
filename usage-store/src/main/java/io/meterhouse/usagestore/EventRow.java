package io.meterhouse.usagestore;

import com.google.protobuf.ByteString;
import io.meterhouse.metering.Identity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A unique event or snapshot, as analysts, audit and replay find it in {@code usage_events}.
 *
 * @param subject empty: the event names none
 * @param time event time; where the client gave none, the accepted time
 * @param acceptedAt whole milliseconds
 * @param data UTF-8 JSON with the digits that the client wrote
 * @param acceptedPartition of usage.accepted, as is the offset
 * @param shard that counted it: windows are folded by shard
 * @param unique where it stands in usage.unique; null: unknown, as the row was written before
 *     positions were kept
 */
public record EventRow(
    String tenantId,
    String type,
    String source,
    String id,
    String subject,
    Instant time,
    Instant acceptedAt,
    ByteString data,
    String ingestId,
    Identity identity,
    int acceptedPartition,
    long acceptedOffset,
    int shard,
    @Nullable UniquePosition unique) {}
