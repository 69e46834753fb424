package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.rating.InvalidModelException;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.ModelType;
import io.meterhouse.rating.Problem;
import io.meterhouse.rating.TierDraft;
import io.meterhouse.ratingengine.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and checks the {@code config} of a model; what is wrong is noted, all of it at once. */
final class ConfigInput {

  private static final int MAX_UNIT_CHARS = 100;

  /** Fields of the contract that belong to types which cannot be used yet. */
  private static final Map<String, String> LATER =
      Map.of(
          "subscriptionPeriod", "subscription",
          "revenueSharePercent", "revenue_share",
          "components", "hybrid");

  private ConfigInput() {}

  /** Reads the object {@code config} of the body; nothing but types is checked here. */
  static ModelConfig read(JsonBody body, ModelType type) {
    JsonBody config = body.object("config");
    List<TierDraft> tiers = new ArrayList<>();
    for (JsonBody tier : config.objects("tiers")) {
      tiers.add(
          new TierDraft(
              tier.optionalDecimal("minQuantity"),
              tier.optionalDecimal("maxQuantity"),
              tier.optionalDecimal("unitPrice"),
              tier.optionalDecimal("flatFee")));
    }
    @Nullable String currency = config.optionalText("currency");
    ModelDraft draft =
        new ModelDraft(
            type,
            config.optionalDecimal("basePrice"),
            currency == null ? ModelDraft.DEFAULT_CURRENCY : currency,
            config.optionalDecimal("minimumCharge"),
            config.optionalDecimal("maximumCharge"),
            tiers);
    String metric = config.optionalText("usageMetric");
    String unit = config.optionalText("usageUnit");
    if (unit != null && unit.length() > MAX_UNIT_CHARS) {
      config.problem(
          "usageUnit",
          "%d characters (expected: at most %d)".formatted(unit.length(), MAX_UNIT_CHARS));
    }
    if (unit != null && unit.indexOf('\0') >= 0) {
      config.problem("usageUnit", "holds U+0000 (expected: text)");
    }
    LATER.forEach(
        (field, owner) -> {
          if (config.has(field)) {
            config.problem(field, "belongs to %s models, which are not built yet".formatted(owner));
          }
        });
    return new ModelConfig(draft, metric, unit);
  }

  /**
   * Checks everything noted so far together with the sense of the model.
   *
   * @throws ApiException 400 with every reason
   */
  static void check(JsonBody body, @Nullable ModelConfig config) {
    List<Detail> details = new ArrayList<>();
    try {
      body.check();
    } catch (ApiException e) {
      details.addAll(e.details());
    }
    if (config != null) {
      addSense(config, details);
    }
    if (!details.isEmpty()) {
      Detail first = details.getFirst();
      String more = details.size() == 1 ? "" : " (and %d more)".formatted(details.size() - 1);
      throw new ApiException(
          ApiError.INVALID_ARGUMENT, first.field() + ": " + first.reason() + more, details);
    }
  }

  /** A field that is of the wrong type has said enough; so have all tiers if one of them has. */
  private static void addSense(ModelConfig config, List<Detail> details) {
    Set<String> said =
        details.stream().map(detail -> about(detail.field())).collect(Collectors.toSet());
    try {
      config.draft().check();
    } catch (InvalidModelException e) {
      for (Problem problem : e.problems()) {
        if (!said.contains(about(problem.field()))) {
          details.add(new Detail(problem.field(), problem.reason()));
        }
      }
    }
  }

  private static String about(String field) {
    return field.startsWith("config.tiers") ? "config.tiers" : field;
  }
}
