package io.meterhouse.rating.rule;

import java.util.UUID;

/**
 * A rule that did nothing.
 *
 * @param why what came and what was expected, for people
 */
public record Rejected(UUID ruleId, String why) {}
