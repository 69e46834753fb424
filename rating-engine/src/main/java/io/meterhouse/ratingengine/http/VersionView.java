package io.meterhouse.ratingengine.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.meterhouse.ratingengine.pricing.ConfigView;
import io.meterhouse.ratingengine.pricing.RecordedVersion;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A version of a pricing model as the API shows it. */
record VersionView(
    int version,
    String name,
    @Nullable String description,
    Map<String, Object> config,
    @JsonProperty("isActive") boolean active,
    @Nullable Instant effectiveFrom,
    String changedBy,
    String changedByRole,
    Instant recordedAt) {

  static VersionView of(RecordedVersion version) {
    return new VersionView(
        version.version(),
        version.name(),
        version.description(),
        ConfigView.of(version.config()),
        version.active(),
        version.effectiveFrom(),
        version.recorded().actor().id(),
        version.recorded().actor().role(),
        version.recorded().at());
  }
}
