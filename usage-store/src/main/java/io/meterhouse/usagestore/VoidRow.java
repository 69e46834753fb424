package io.meterhouse.usagestore;

import com.google.protobuf.ByteString;
import io.meterhouse.metering.Identity;
import java.time.Instant;

/**
 * That an event counts no more, with what the event was, as {@code usage_voids} has it.
 *
 * @param subject empty: the event names none
 * @param time event time; where the client gave none, the accepted time
 * @param acceptedPartition of the event in usage.accepted, as is the offset
 * @param unique where the void stands in usage.unique: the event counts no more from there on
 * @param voidedBy who did it, as in the audit log
 * @param voidedAt whole milliseconds
 */
public record VoidRow(
    String tenantId,
    String type,
    String source,
    String id,
    String subject,
    Instant time,
    ByteString data,
    Identity identity,
    int acceptedPartition,
    long acceptedOffset,
    int shard,
    UniquePosition unique,
    String reason,
    String voidedBy,
    Instant voidedAt) {}
