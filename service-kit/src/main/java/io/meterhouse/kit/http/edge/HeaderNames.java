package io.meterhouse.kit.http.edge;

/** Headers of ours that the edge lets pass, takes at most once, or shows to pages in browsers. */
public final class HeaderNames {

  /** The id of a request, the client's own or ours. */
  public static final String REQUEST_ID = "X-Request-Id";

  /** What may be used in all. */
  public static final String RATE_LIMIT = "RateLimit-Limit";

  /** What is left of it. */
  public static final String RATE_LIMIT_REMAINING = "RateLimit-Remaining";

  /** Seconds until all of it is there again. */
  public static final String RATE_LIMIT_RESET = "RateLimit-Reset";

  /** The limits themselves. */
  public static final String RATE_LIMIT_POLICY = "RateLimit-Policy";

  private HeaderNames() {}
}
