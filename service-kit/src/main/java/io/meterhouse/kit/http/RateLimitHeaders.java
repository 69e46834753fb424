package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.http.edge.HeaderNames;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.limits.Limit;
import io.meterhouse.kit.limits.Limiter;
import io.meterhouse.kit.limits.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells callers where they stand, as draft-ietf-httpapi-ratelimit-headers-06 has it. */
final class RateLimitHeaders {

  private static final long WINDOW_SECONDS = 60;

  private RateLimitHeaders() {}

  /** The tightest limit of those that stand over the request, and all of them as its policy. */
  static void show(Context ctx, Limiter.Outcome outcome) {
    outcome
        .tightest()
        .ifPresent(
            tightest -> {
              Rate rate = tightest.limit().rate();
              ctx.header(HeaderNames.RATE_LIMIT, Long.toString(rate.perMinute()));
              ctx.header(HeaderNames.RATE_LIMIT_REMAINING, Long.toString(tightest.remaining()));
              ctx.header(
                  HeaderNames.RATE_LIMIT_RESET, Long.toString(seconds(tightest.untilFull())));
              ctx.header(
                  HeaderNames.RATE_LIMIT_POLICY,
                  outcome.standings().stream()
                      .map(standing -> policy(standing.limit()))
                      .collect(Collectors.joining(", ")));
            });
  }

  /** 429 with when to come again. */
  static ApiException refusal(Standing refused) {
    Limit limit = refused.limit();
    long retryAfter = Math.max(1, seconds(refused.untilRetry()));
    return new ApiException(
        ApiError.RATE_LIMITED,
        "the limit %s is %d %s a minute, %d at once; come again in %d s"
            .formatted(
                limit.name(),
                limit.rate().perMinute(),
                limit.unit(),
                limit.rate().burst(),
                retryAfter),
        List.of(),
        Map.of("Retry-After", Long.toString(retryAfter)));
  }

  private static String policy(Limit limit) {
    // Not a format: it is written several times for each request.
    return limit.rate().perMinute()
        + ";w="
        + WINDOW_SECONDS
        + ";burst="
        + limit.rate().burst()
        + ";name=\""
        + limit.name()
        + '"';
  }

  /** Rounded up: who comes a moment early is refused again. */
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
