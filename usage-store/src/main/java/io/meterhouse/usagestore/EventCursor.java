package io.meterhouse.usagestore;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last event of a page, after which the next page begins: its event time and position. */
public record EventCursor(Instant time, int partition, long offset) {

  private static final Pattern TOKEN =
      Pattern.compile("(-?\\d{1,12})\\.(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,18})");

  static EventCursor of(EventRow row) {
    return new EventCursor(row.time(), row.acceptedPartition(), row.acceptedOffset());
  }

  /** For a URL; {@link #parse} reads it. */
  public String token() {
    return time.getEpochSecond() + "." + time.getNano() + "." + partition + "." + offset;
  }

  /**
   * @throws IllegalArgumentException if it is not a token of ours
   */
  public static EventCursor parse(String token) {
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "page token: " + token + " (expected: a next_page_token of this list)");
    }
    return new EventCursor(
        Instant.ofEpochSecond(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))),
        Integer.parseInt(matcher.group(3)),
        Long.parseLong(matcher.group(4)));
  }
}
