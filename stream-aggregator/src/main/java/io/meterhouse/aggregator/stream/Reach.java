package io.meterhouse.aggregator.stream;

/**
 * How far the state of one partition is. It is kept in the state itself, in the transaction of what
 * it speaks of: the consumer group's own position can be lost, set back or set forward without it.
 *
 * @param nextOffset every record before it has had its effect
 * @param latestMillis no record before it is stamped later, in milliseconds since the epoch
 * @param latestEventSeconds no record before it is of a later event time, in seconds since the
 *     epoch
 */
public record Reach(long nextOffset, long latestMillis, long latestEventSeconds) {

  /** Where event times play no part. */
  public Reach(long nextOffset, long latestMillis) {
    this(nextOffset, latestMillis, Long.MIN_VALUE);
  }

  /** Where a record stands. */
  public enum Standing {
    /** It has had no effect yet. */
    NEW,
    /** It has had its effect: it is delivered again. */
    REFLECTED,
    /**
     * Its offset is one of those that are reflected, but it was written after all of them: the log
     * was made anew or cut off, and the state is of the log that it was before.
     */
    OF_ANOTHER_LOG
  }

  public Standing of(long offset, long stampMillis) {
    if (offset >= nextOffset) {
      return Standing.NEW;
    }
    return stampMillis > latestMillis ? Standing.OF_ANOTHER_LOG : Standing.REFLECTED;
  }

  /** With the record at that offset, which is not before {@link #nextOffset}. */
  public Reach plus(long offset, long stampMillis) {
    return new Reach(offset + 1, Math.max(latestMillis, stampMillis), latestEventSeconds);
  }

  /** With that event time, in seconds since the epoch. */
  public Reach withEventTime(long eventSeconds) {
    return new Reach(nextOffset, latestMillis, Math.max(latestEventSeconds, eventSeconds));
  }
}
