package io.meterhouse.aggregator.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.metering.ContentHash;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Quantity;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.Timestamp;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of usage.accepted. The topic is a boundary: anybody with access to the brokers can
 * write to it, so nothing about its bytes is taken for granted.
 */
public final class UsageDecoding {

  /**
   * What leaves this stage must fit into a broker's message with everything that is added to it.
   */
  public static final int MAX_RECORD_BYTES = 512 * 1024;

  private static final long MAX_EPOCH_SECOND = 0xFFFF_FFFFL;
  private static final long MAX_EPOCH_DAY = MAX_EPOCH_SECOND / 86_400 - 1;
  private static final long MAX_NANOS = 999_999_999;

  private UsageDecoding() {}

  /**
   * @param acceptedAt as the broker says
   */
  public static Decoded decode(byte @Nullable [] key, byte @Nullable [] value, Instant acceptedAt) {
    if (value == null) {
      return new Decoded.Undecodable("record: no value (expected: a UsageRecord)");
    }
    if (value.length > MAX_RECORD_BYTES) {
      return new Decoded.Undecodable(
          "record: %d bytes (expected: at most %d)".formatted(value.length, MAX_RECORD_BYTES));
    }
    try {
      return checked(key, UsageRecord.parseFrom(value), acceptedAt);
    } catch (InvalidProtocolBufferException e) {
      return new Decoded.Undecodable("record: no UsageRecord: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return new Decoded.Undecodable("record: " + e.getMessage());
    }
  }

  private static Decoded checked(byte @Nullable [] key, UsageRecord record, Instant acceptedAt) {
    TenantId tenant = TenantId.of(record.getTenantId());
    if (record.getType().isEmpty() || record.getId().isEmpty()) {
      return new Decoded.Undecodable("record: no type or no id (expected: both)");
    }
    if (record.hasSnapshot() && !record.getData().isEmpty()) {
      return new Decoded.Undecodable("record: data and a snapshot (expected: one of them)");
    }
    if (record.hasVoid() || record.hasRecompute()) {
      // They are the control plane's, which asks who may, and stand in usage.unique.
      return new Decoded.Undecodable("record: a correction (expected: usage)");
    }
    checkTimes(record);
    if (record.hasSnapshot() || record.getType().equals(Meter.SNAPSHOT_TYPE)) {
      checkSnapshot(record, acceptedAt);
    }
    Identity identity = Identity.of(tenant, record.getSource(), record.getId());
    if (!Arrays.equals(key, identity.bytes())) {
      // In another partition than its twins it could be counted twice.
      return new Decoded.Undecodable("record: key is not the identity " + identity);
    }
    ContentHash contentHash = ContentHash.ofBytes(record.getContentHash().toByteArray());
    return new Decoded.Usage(record, tenant, identity, contentHash);
  }

  /** Windows and ClickHouse's DateTime hold these times and no others. */
  private static void checkTimes(UsageRecord record) {
    Timestamp time = record.getTime();
    require(time.getEpochSeconds(), MAX_EPOCH_SECOND, "event time, in seconds since 1970");
    require(time.getNanos(), MAX_NANOS, "nanoseconds of the event time");
  }

  /** The raw table finds a snapshot by its accepted time, which bounds its usage day. */
  private static void checkSnapshot(UsageRecord record, Instant acceptedAt) {
    if (!record.hasSnapshot()) {
      throw new IllegalArgumentException(
          "type: %s, without a snapshot (expected: both)".formatted(record.getType()));
    }
    if (!record.getType().equals(Meter.SNAPSHOT_TYPE)) {
      throw new IllegalArgumentException(
          "type of a snapshot: %s (expected: %s)".formatted(record.getType(), Meter.SNAPSHOT_TYPE));
    }
    if (record.hasTime()) {
      throw new IllegalArgumentException(
          "time of a snapshot: %d, in seconds since 1970 (expected: none, as it has a usage date)"
              .formatted(record.getTime().getEpochSeconds()));
    }
    Snapshot snapshot = record.getSnapshot();
    require(snapshot.getUsageEpochDay(), MAX_EPOCH_DAY, "usage date, in days since 1970");
    Instant latest = acceptedAt.plus(Meter.MAX_SNAPSHOT_AHEAD);
    if (Instant.EPOCH.plus(Duration.ofDays(snapshot.getUsageEpochDay())).isAfter(latest)) {
      throw new IllegalArgumentException(
          "usage date: %s, accepted at %s (expected: %s or earlier)"
              .formatted(
                  LocalDate.ofEpochDay(snapshot.getUsageEpochDay()),
                  acceptedAt,
                  LocalDate.ofInstant(latest, ZoneOffset.UTC)));
    }
    Quantity.check(Decimals.fromWire(snapshot.getValue()));
  }

  private static void require(long value, long max, String what) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("%s: %d (expected: 0 to %d)".formatted(what, value, max));
    }
  }
}
