package io.meterhouse.ratingengine.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.Json;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.TierDraft;
import io.meterhouse.ratingengine.ConfigView;
import io.meterhouse.ratingengine.ModelConfig;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
      JsonNode config = Json.camelCase().readTree(json);
      List<TierDraft> tiers = new ArrayList<>();
      for (JsonNode tier : config.path("tiers")) {
        tiers.add(
            new TierDraft(
                decimal(tier, "minQuantity"),
                decimal(tier, "maxQuantity"),
                decimal(tier, "unitPrice"),
                decimal(tier, "flatFee")));
      }
      ModelDraft draft =
          new ModelDraft(
              type,
              decimal(config, "basePrice"),
              config.path("currency").asText(ModelDraft.DEFAULT_CURRENCY),
              decimal(config, "minimumCharge"),
              decimal(config, "maximumCharge"),
              tiers);
      return new ModelConfig(draft, text(config, "usageMetric"), text(config, "usageUnit"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable BigDecimal decimal(JsonNode object, String field) {
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? null : value.decimalValue();
  }

  private static @Nullable String text(JsonNode object, String field) {
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? null : value.textValue();
  }
}
