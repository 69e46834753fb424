package io.meterhouse.ratingengine.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.meterhouse.kit.http.Json;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.ConfigReader;
import io.meterhouse.ratingengine.ConfigView;
import io.meterhouse.ratingengine.ModelConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A model's config as its column holds it: what the API shows. */
final class ConfigJson {

  private ConfigJson() {}

  static String write(ModelConfig config) {
    try {
      return Json.camelCase().writeValueAsString(ConfigView.of(config));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelConfig read(ModelType type, String json) {
    try {
      JsonBody config = JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
      ModelConfig read = ConfigReader.read(config, type);
      config.checkSoFar();
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ApiException e) {
      // It was checked when it was stored, so this is no fault of whoever asks now.
      throw new IllegalStateException("stored config: " + e.getMessage(), e);
    }
  }
}
