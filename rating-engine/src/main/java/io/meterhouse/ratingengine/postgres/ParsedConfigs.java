package io.meterhouse.ratingengine.postgres;

import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Configs of model versions that were read before. A version never changes, and the same few are
 * asked for again and again. Safe for use by several threads.
 */
final class ParsedConfigs {

  /**
   * Beyond it all are forgotten: a tenant has at most 1,000 models, and few versions are in use.
   */
  private static final int MAX_VERSIONS = 10_000;

  private final Map<Version, ModelConfig> parsed = new ConcurrentHashMap<>();

  private record Version(UUID model, int version, String json) {}

  /** The config of that version. */
  ModelConfig of(UUID model, int version, ModelType type, String json) {
    if (parsed.size() > MAX_VERSIONS) {
      parsed.clear();
    }
    return parsed.computeIfAbsent(
        new Version(model, version, json), missing -> ConfigJson.read(type, json));
  }
}
