package io.meterhouse.ratingengine.audit;

import java.util.UUID;

/** Names one version of a pricing model. */
public record ModelVersion(UUID modelId, int version) {}
