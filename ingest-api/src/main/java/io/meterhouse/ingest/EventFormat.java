package io.meterhouse.ingest;

import java.util.Arrays;
import java.util.List;

/** How a request carries events. */
public enum EventFormat {
  /** CloudEvents 1.0, structured. */
  CLOUD_EVENT("application/cloudevents+json"),
  /** CloudEvents 1.0, batched. */
  CLOUD_EVENT_BATCH("application/cloudevents-batch+json"),
  /** One event or an array of them; {@code specversion} may be left out. */
  JSON("application/json"),
  /** One event a line; {@code specversion} may be left out. */
  NDJSON("application/x-ndjson");

  private final String mediaType;

  EventFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The Content-Type that says so. */
  public String mediaType() {
    return mediaType;
  }

  /** Every media type that carries events. */
  public static List<String> mediaTypes() {
    return Arrays.stream(values()).map(EventFormat::mediaType).toList();
  }

  /** The format of one of {@link #mediaTypes()}. */
  public static EventFormat of(String mediaType) {
    return Arrays.stream(values())
        .filter(format -> format.mediaType.equals(mediaType))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("media type: " + mediaType));
  }

  /** Whether an event must say {@code specversion}. */
  public boolean requiresSpecVersion() {
    return this == CLOUD_EVENT || this == CLOUD_EVENT_BATCH;
  }
}
