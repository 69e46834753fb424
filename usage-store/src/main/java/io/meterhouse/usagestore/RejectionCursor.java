package io.meterhouse.usagestore;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last rejection of a page, after which the next page begins. */
public record RejectionCursor(Instant acceptedAt, long partition, long offset) {

  private static final Pattern TOKEN = Pattern.compile("(\\d{1,15})\\.(\\d{1,10})\\.(\\d{1,18})");

  static RejectionCursor of(RejectionRow row) {
    return new RejectionCursor(row.acceptedAt(), row.rejectedPartition(), row.rejectedOffset());
  }

  /** For a URL; {@link #parse} reads it. */
  public String token() {
    return acceptedAt.toEpochMilli() + "." + partition + "." + offset;
  }

  /**
   * @throws IllegalArgumentException if it is not a token of ours
   */
  public static RejectionCursor parse(String token) {
    Matcher matcher = TOKEN.matcher(token);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "page token: " + token + " (expected: a next_page_token of this list)");
    }
    return new RejectionCursor(
        Instant.ofEpochMilli(Long.parseLong(matcher.group(1))),
        Long.parseLong(matcher.group(2)),
        Long.parseLong(matcher.group(3)));
  }
}
