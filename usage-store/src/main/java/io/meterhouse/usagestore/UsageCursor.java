package io.meterhouse.usagestore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The last row of a page, after which the next page begins. Only of use with the query that gave
 * it, but for its limit.
 *
 * @param bucket number of the row's window
 * @param keys subject and dimensions by which the query groups
 */
public record UsageCursor(long bucket, List<String> keys) {

  private static final String EXPECTED = "a next_page_token of the same query";

  public UsageCursor {
    keys = List.copyOf(keys);
  }

  /** For a URL; {@link #parse} reads it. */
  public String token() {
    StringBuilder token = new StringBuilder(Long.toString(bucket));
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    for (String key : keys) {
      token.append('.').append(base64.encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    }
    return token.toString();
  }

  /**
   * @throws IllegalArgumentException if it is not a token of ours
   */
  public static UsageCursor parse(String token) {
    String[] parts = token.split("\\.", -1);
    try {
      List<String> keys = new ArrayList<>();
      for (int i = 1; i < parts.length; i++) {
        keys.add(new String(Base64.getUrlDecoder().decode(parts[i]), StandardCharsets.UTF_8));
      }
      return new UsageCursor(Long.parseLong(parts[0]), keys);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "page token: " + token + " (expected: " + EXPECTED + ")", e);
    }
  }
}
