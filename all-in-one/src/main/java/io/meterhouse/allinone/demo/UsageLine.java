package io.meterhouse.allinone.demo;

import java.time.Instant;

/**
 * One request to a language model, as the demo posts it.
 *
 * @param id the event id; the same request has the same id in every replay
 * @param subject who is billed
 * @param time event time
 * @param model the model that answered
 * @param contextTokens tokens read
 * @param generatedTokens tokens written
 */
record UsageLine(
    String id,
    String subject,
    Instant time,
    String model,
    long contextTokens,
    long generatedTokens) {}
