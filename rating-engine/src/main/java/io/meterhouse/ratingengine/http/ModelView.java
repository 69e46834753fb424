package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meterhouse.ratingengine.pricing.ConfigView;
import io.meterhouse.ratingengine.pricing.StoredModel;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A pricing model as the API shows it. */
record ModelView(
    UUID id,
    String tenantId,
    String name,
    String modelType,
    @Nullable String description,
    Map<String, Object> config,
    @JsonProperty("isActive") boolean active,
    @JsonProperty("isSystem") boolean system,
    String createdBy,
    String createdByRole,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  static ModelView of(StoredModel model) {
    return new ModelView(
        model.id(),
        model.tenant().value(),
        model.name(),
        model.config().draft().type().wireName(),
        model.description(),
        ConfigView.of(model.config()),
        model.active(),
        model.system(),
        model.createdBy().id(),
        model.createdBy().role(),
        model.version(),
        model.createdAt(),
        model.updatedAt());
  }
}
