package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.pricing.ConfigReader;
import io.meterhouse.ratingengine.pricing.ModelChange;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of model writes. */
final class ModelInput {

  private static final int MAX_NAME_CHARS = 200;
  private static final int MAX_DESCRIPTION_CHARS = 2_000;

  private ModelInput() {}

  static StoredModel create(JsonBody body, Actor actor, Instant now) {
    TenantId tenant = tenant(body);
    String name = body.text("name");
    Requests.limit(body, "name", name, MAX_NAME_CHARS);
    @Nullable String description = body.optionalText("description");
    Requests.limit(body, "description", description, MAX_DESCRIPTION_CHARS);
    @Nullable ModelType type = body.choice("modelType", ConfigReader.types());
    if (!body.has("config")) {
      body.problem("config", "missing (expected: an object with the prices)");
    }
    boolean system = body.flag("isSystem", false);
    @Nullable ModelConfig config = readConfig(body, type);
    ConfigInput.check(body, config);
    return new StoredModel(
        UUID.randomUUID(),
        Objects.requireNonNull(tenant),
        name,
        description,
        Objects.requireNonNull(config),
        true,
        system,
        actor,
        1,
        now,
        now);
  }

  /** The tenant of an update; the rest of the body is read when the model's type is known. */
  static @Nullable TenantId tenant(JsonBody body) {
    return body.tenant("tenantId");
  }

  static ModelChange change(JsonBody body, ModelType type) {
    tenant(body);
    @Nullable String name = body.has("name") ? body.text("name") : null;
    Requests.limit(body, "name", name, MAX_NAME_CHARS);
    @Nullable String description = body.optionalText("description");
    Requests.limit(body, "description", description, MAX_DESCRIPTION_CHARS);
    @Nullable ModelType asked = body.optionalChoice("modelType", ConfigReader.types());
    if (asked != null && asked != type) {
      body.problem(
          "modelType",
          "%s (expected: %s, which a model keeps; make another model)"
              .formatted(asked.wireName(), type.wireName()));
    }
    @Nullable Boolean active = body.has("isActive") ? body.flag("isActive", true) : null;
    @Nullable Instant effectiveFrom = Requests.instant(body, "effectiveFrom");
    @Nullable ModelConfig config = body.has("config") ? ConfigInput.read(body, type) : null;
    ConfigInput.check(body, config);
    return new ModelChange(name, description, config, active, effectiveFrom);
  }

  /** Without a known type, the config is read as no type's, for its unknown fields alone. */
  private static @Nullable ModelConfig readConfig(JsonBody body, @Nullable ModelType type) {
    ModelConfig config = ConfigInput.read(body, type == null ? ModelType.FLAT : type);
    return type == null || !body.has("config") ? null : config;
  }
}
