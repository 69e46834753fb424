package io.meterhouse.ingest;

import java.time.Duration;

/**
 * What one request and one event may hold.
 *
 * @param maxEvents events or snapshots a request
 * @param maxEventBytes bytes of one event as it came
 * @param maxFuture how far ahead of us an event time may be
 */
public record IngestLimits(int maxEvents, int maxEventBytes, Duration maxFuture) {

  /** Characters of an id; it is part of every key. */
  static final int MAX_ID_CHARACTERS = 256;

  static final int MAX_SOURCE_CHARACTERS = 1_024;
  static final int MAX_TYPE_CHARACTERS = 256;
  static final int MAX_SUBJECT_CHARACTERS = 256;

  /** 10,000 events of 64 KiB, one hour ahead. */
  public static final IngestLimits DEFAULT =
      new IngestLimits(10_000, 64 * 1024, Duration.ofHours(1));
}
