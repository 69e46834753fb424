package io.meterhouse.ingest;

import io.meterhouse.kit.config.Settings;
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

  /** With nothing set. */
  public static final IngestLimits DEFAULT = from(Settings.defaults());

  static IngestLimits from(Settings settings) {
    return new IngestLimits(
        settings.integer("METERHOUSE_INGEST_MAX_EVENTS"),
        settings.integer("METERHOUSE_INGEST_MAX_EVENT_BYTES"),
        settings.duration("METERHOUSE_INGEST_MAX_FUTURE"));
  }
}
