package io.meterhouse.kit.change;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A request that wants to change something.
 *
 * @param fingerprint equal for requests that ask for the same; {@link RequestFingerprint}
 * @param idempotencyKey null where the client gave none
 * @param traceId of the request, as the answer shows it
 */
public record ChangeRequest(
    Caller caller,
    ByteString fingerprint,
    @Nullable IdempotencyKey idempotencyKey,
    String traceId) {}
