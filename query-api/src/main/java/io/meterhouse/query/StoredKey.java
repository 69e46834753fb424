package io.meterhouse.query;

import io.meterhouse.kit.access.AccessKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An access key as the control plane keeps it.
 *
 * @param name what its owner calls it
 * @param revokedAt null while it is in use
 */
public record StoredKey(
    AccessKey key, String name, Instant createdAt, @Nullable Instant revokedAt) {}
