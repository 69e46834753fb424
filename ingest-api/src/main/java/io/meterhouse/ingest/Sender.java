package io.meterhouse.ingest;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.metering.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Who brings the usage of a request.
 *
 * @param caller whose tenants it may be for
 * @param tenant of elements that name none; null: each must
 */
public record Sender(Caller caller, @Nullable TenantId tenant) {}
