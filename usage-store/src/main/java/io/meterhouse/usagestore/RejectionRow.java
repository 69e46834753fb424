package io.meterhouse.usagestore;

import com.google.protobuf.ByteString;
import java.time.Instant;

/**
 * What was refused after acceptance, and why.
 *
 * @param tenantId empty where the record could not be decoded and names no tenant
 * @param rejectedPartition position in usage.rejected; with the tenant it identifies the row
 * @param field path of the offending field, for example {@code data.tokens}; empty: all of it
 * @param meter empty: the event itself was refused; otherwise only this meter could not read it
 * @param data of the event, or the bytes that could not be decoded
 * @param acceptedAt whole milliseconds
 */
public record RejectionRow(
    String tenantId,
    int rejectedPartition,
    long rejectedOffset,
    String code,
    String message,
    String field,
    String meter,
    String source,
    String id,
    String type,
    String subject,
    ByteString data,
    Instant acceptedAt,
    int acceptedPartition,
    long acceptedOffset) {}
