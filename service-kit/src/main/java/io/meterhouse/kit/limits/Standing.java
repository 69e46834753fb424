package io.meterhouse.kit.limits;

import java.time.Duration;

/**
 * Where a caller stands with a limit.
 *
 * @param isTaken whether the last charge was within it
 * @param remaining what may be used now
 * @param untilRetry after which the refused charge would be within it; zero where it was
 * @param untilFull after which all of it may be used again
 */
public record Standing(
    Limit limit, boolean isTaken, long remaining, Duration untilRetry, Duration untilFull) {}
