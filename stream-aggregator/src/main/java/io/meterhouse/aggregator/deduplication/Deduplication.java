package io.meterhouse.aggregator.deduplication;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.stream.Decoded;
import io.meterhouse.aggregator.stream.Position;
import io.meterhouse.aggregator.stream.UsageDecoding;
import io.meterhouse.metering.Identity;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of an accepted record. Twins are records of one identity whose accepted
 * times are at most the window apart; event time plays no part.
 */
public final class Deduplication {

  public static final String CONFLICTING_DUPLICATE = "CONFLICTING_DUPLICATE";
  public static final String UNDECODABLE_RECORD = "UNDECODABLE_RECORD";

  /** Of bytes that nobody can read, the beginning is enough to find who sent them. */
  static final int MAX_UNDECODABLE_BYTES = 64 * 1024;

  private final Duration window;

  public Deduplication(Duration window) {
    this.window = window;
  }

  /**
   * @param memory what was remembered of an identity last
   */
  public Outcome decide(
      byte @Nullable [] key,
      byte @Nullable [] value,
      Position position,
      Function<Identity, Optional<Seen>> memory) {
    return switch (UsageDecoding.decode(key, value, position.acceptedAt())) {
      case Decoded.Usage usage -> decide(usage, position, memory.apply(usage.identity()));
      case Decoded.Undecodable(String message) ->
          new Outcome.Undecodable(undecodable(message, value, position));
    };
  }

  /** As much of bytes that nobody can read as a rejection carries. */
  public static ByteString beginningOf(byte[] bytes) {
    return ByteString.copyFrom(bytes, 0, Math.min(bytes.length, MAX_UNDECODABLE_BYTES));
  }

  private Outcome decide(Decoded.Usage usage, Position position, Optional<Seen> seen) {
    if (seen.isEmpty() || !isWithinWindow(seen.get().acceptedAt(), position.acceptedAt())) {
      return new Outcome.Unique(
          usage.record().toBuilder().setAccepted(position.toWire()).build(),
          usage.identity(),
          new Seen(usage.contentHash(), position.acceptedAt()));
    }
    if (seen.get().contentHash().equals(usage.contentHash())) {
      return new Outcome.Duplicate(usage.tenant().value());
    }
    return new Outcome.Conflict(conflict(usage, position, seen.get()));
  }

  private boolean isWithinWindow(Instant first, Instant now) {
    return Duration.between(first, now).compareTo(window) <= 0;
  }

  private static RejectedRecord conflict(Decoded.Usage usage, Position position, Seen first) {
    return RejectedRecord.newBuilder()
        .setCode(CONFLICTING_DUPLICATE)
        .setMessage(
            "an event with this source and id but other content was accepted at %s (expected: the same type, subject and data; the first one holds)"
                .formatted(first.acceptedAt()))
        .setEvent(usage.record())
        .setAccepted(position.toWire())
        .build();
  }

  private static RejectedRecord undecodable(
      String message, byte @Nullable [] value, Position position) {
    return RejectedRecord.newBuilder()
        .setCode(UNDECODABLE_RECORD)
        .setMessage(message)
        .setUndecodable(value == null ? ByteString.EMPTY : beginningOf(value))
        .setAccepted(position.toWire())
        .build();
  }
}
