package io.meterhouse.ratingengine.pricing;

import io.meterhouse.rating.ComponentDraft;
import io.meterhouse.rating.ConfigField;
import io.meterhouse.rating.ModelDraft;
import io.meterhouse.rating.SubscriptionPeriod;
import io.meterhouse.rating.TierDraft;
import io.meterhouse.rating.TierMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model's {@code config} as the API shows it and as its column holds it: numbers are numbers with
 * every digit that came, what is absent is not there.
 */
public final class ConfigView {

  private ConfigView() {}

  /** The fields of that config, ready to be written as JSON. */
  public static Map<String, Object> of(ModelConfig config) {
    Map<String, Object> view = new LinkedHashMap<>();
    addDraft(view, config.draft());
    add(view, "usageMetric", config.usageMetric());
    add(view, "usageUnit", config.usageUnit());
    return view;
  }

  /** The fields of that draft alone, ready to be written as JSON. */
  public static Map<String, Object> fields(ModelDraft draft) {
    Map<String, Object> view = new LinkedHashMap<>();
    addDraft(view, draft);
    return view;
  }

  private static void addDraft(Map<String, Object> view, ModelDraft draft) {
    for (ConfigField field : ConfigField.values()) {
      add(view, field.wireName(), value(draft, field));
      if (field == ConfigField.BASE_PRICE) {
        add(view, "currency", draft.currency());
      }
    }
  }

  private static @Nullable Object value(ModelDraft draft, ConfigField field) {
    SubscriptionPeriod period = draft.subscriptionPeriod();
    TierMode mode = draft.tierMode();
    return switch (field) {
      case SUBSCRIPTION_PERIOD -> period == null ? null : period.wireName();
      case TIER_MODE -> mode == null ? null : mode.wireName();
      case TIERS -> orNull(draft.tiers().stream().map(ConfigView::tier).toList());
      case COMPONENTS -> orNull(draft.components().stream().map(ConfigView::component).toList());
      default -> draft.number(field);
    };
  }

  private static Map<String, Object> tier(TierDraft tier) {
    Map<String, Object> view = new LinkedHashMap<>();
    add(view, "minQuantity", tier.minQuantity());
    add(view, "maxQuantity", tier.maxQuantity());
    add(view, "unitPrice", tier.unitPrice());
    add(view, "percent", tier.percent());
    add(view, "flatFee", tier.flatFee());
    return view;
  }

  private static Map<String, Object> component(ComponentDraft component) {
    Map<String, Object> config = new LinkedHashMap<>();
    addDraft(config, component.draft());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("type", component.draft().type().wireName());
    add(view, "weight", component.weight());
    view.put("config", config);
    return view;
  }

  private static @Nullable List<?> orNull(List<?> list) {
    return list.isEmpty() ? null : new ArrayList<>(list);
  }

  private static void add(Map<String, Object> view, String name, @Nullable Object value) {
    if (value != null) {
      view.put(name, value);
    }
  }
}
