package io.meterhouse.ratingengine.postgres;

import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.pricing.ConfigReader;
import io.meterhouse.ratingengine.pricing.ConfigView;
import io.meterhouse.ratingengine.pricing.ModelConfig;

/** A model's config as its column holds it: what the API shows. */
final class ConfigJson {

  private ConfigJson() {}

  static String write(ModelConfig config) {
    return StoredJson.write(ConfigView.of(config));
  }

  static ModelConfig read(ModelType type, String json) {
    return StoredJson.read(json, config -> ConfigReader.read(config, type));
  }
}
