package io.meterhouse.ratingengine.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.ratingengine.usage.UsageKey;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from a record's key which usage changed; the value is read from ClickHouse. */
final class AggregateReader {

  private static final Logger LOG = LoggerFactory.getLogger(AggregateReader.class);

  private AggregateReader() {}

  record Changed(UsageKey usage, Instant windowStart) {}

  /** Empty, and told in the log, where the key makes no sense: one record must not stop all. */
  static Optional<Changed> read(byte[] key, int partition, long offset) {
    try {
      AggregateKey read = AggregateKey.parseFrom(key);
      UsageKey usage =
          new UsageKey(
              TenantId.of(read.getTenantId()), text(read.getSubject()), text(read.getMeter()));
      return Optional.of(
          new Changed(usage, Instant.ofEpochSecond(read.getWindowStartEpochSeconds())));
    } catch (InvalidProtocolBufferException | IllegalArgumentException | DateTimeException e) {
      LOG.error("usage.aggregates {}/{} cannot be read and is passed over", partition, offset, e);
      return Optional.empty();
    }
  }

  /** PostgreSQL cannot hold U+0000 in a text. */
  private static String text(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("subject or meter: holds U+0000 (expected: text)");
    }
    return value;
  }
}
