package io.meterhouse.kit.change;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A request that wants to change something.
 *
 * @param actor the user that the caller acts for, else the caller itself
 * @param fingerprint equal for requests that ask for the same; {@link RequestFingerprint}
 * @param idempotencyKey null where the client gave none
 * @param traceId of the request, as the answer shows it
 */
public record ChangeRequest(
    Caller caller,
    Actor actor,
    ByteString fingerprint,
    @Nullable IdempotencyKey idempotencyKey,
    String traceId) {

  /** Whether the caller acts for somebody. */
  public boolean isForUser() {
    return !actor.equals(Actor.itself(caller));
  }
}
