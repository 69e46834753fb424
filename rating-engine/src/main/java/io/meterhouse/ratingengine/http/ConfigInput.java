package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.pricing.ConfigReader;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and checks the {@code config} of a model; what is wrong is noted, all of it at once. */
final class ConfigInput {

  private static final int MAX_UNIT_CHARS = 100;

  private ConfigInput() {}

  /** Reads the object {@code config} of the body; nothing but types is checked here. */
  static ModelConfig read(JsonBody body, ModelType type) {
    JsonBody config = body.object("config");
    ModelConfig read = ConfigReader.read(config, type);
    String unit = read.usageUnit();
    if (unit != null && unit.length() > MAX_UNIT_CHARS) {
      config.problem(
          "usageUnit",
          "%d characters (expected: at most %d)".formatted(unit.length(), MAX_UNIT_CHARS));
    }
    if (unit != null && unit.indexOf('\0') >= 0) {
      config.problem("usageUnit", "holds U+0000 (expected: text)");
    }
    return read;
  }

  /**
   * Checks everything noted so far together with the sense of the model.
   *
   * @throws ApiException 400 with every reason
   */
  static void check(JsonBody body, @Nullable ModelConfig config) {
    Sense.check(body, config == null ? List.of() : config.problems());
  }
}
