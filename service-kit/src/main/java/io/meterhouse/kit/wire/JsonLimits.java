package io.meterhouse.kit.wire;

/**
 * How large a JSON value may be in structure; bytes are bounded elsewhere.
 *
 * @param maxDepth objects and arrays within each other
 * @param maxProperties of all objects together
 * @param maxItems of all arrays together
 */
public record JsonLimits(int maxDepth, int maxProperties, int maxItems) {

  /** What usage events are held to. */
  public static final JsonLimits DEFAULT = new JsonLimits(32, 1_000, 10_000);
}
