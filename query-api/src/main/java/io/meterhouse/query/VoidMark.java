package io.meterhouse.query;

import java.time.Instant;

/**
 * That an event counts no more.
 *
 * @param by id of the key or client, as in the audit log
 * @param at whole milliseconds
 */
public record VoidMark(String reason, String by, Instant at) {}
