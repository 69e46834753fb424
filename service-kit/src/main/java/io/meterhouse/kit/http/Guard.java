package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.AuthenticatorBusyException;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.access.SignedRequest;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests through to their handlers: the one place where tokens and signatures are looked at.
 */
public final class Guard {

  private static final String CALLER = "meterhouse.caller";
  private static final String BEARER = "bearer ";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Authenticator authenticator;

  public Guard(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  /**
   * Returns when the request may use the route; its caller is then known.
   *
   * @throws ApiException 401 without a token in force, 403 with one that does not give this
   */
  void admit(Context ctx, Access access) {
    if (access.scope() == null) {
      return;
    }
    Caller caller = authenticate(ctx).orElseThrow(Guard::unauthenticated);
    // Before it is refused anything: limits count what it asks for, allowed or not.
    ctx.attribute(CALLER, caller);
    RequestSeen.admitted(ctx, caller);
    if (!caller.scopes().contains(access.scope())) {
      throw denied("the token lacks the scope " + access.scope().wireName());
    }
    if (access.platformOnly() && !caller.isPlatform()) {
      throw denied("only a token of the platform may do this");
    }
    Actors.refuseWhoMayNotAct(ctx, caller);
  }

  /** Who sent an admitted request. */
  static Caller caller(Context ctx) {
    Caller caller = callerIfKnown(ctx);
    if (caller == null) {
      throw new IllegalStateException(
          ctx.path() + " is open to anybody, so there is no caller to ask for");
    }
    return caller;
  }

  /** Who sent a request, admitted or not; null where no token proved it. */
  static @Nullable Caller callerIfKnown(Context ctx) {
    return ctx.attribute(CALLER);
  }

  static ApiException denied(String message) {
    return new ApiException(ApiError.PERMISSION_DENIED, message, List.of());
  }

  private Optional<Caller> authenticate(Context ctx) {
    String header = ctx.header("Authorization");
    if (header == null) {
      return Optional.empty();
    }
    try {
      if (header.startsWith(SignedRequest.SCHEME + " ")) {
        return authenticator.authenticate(SignedExchange.of(ctx));
      }
      return header.toLowerCase(Locale.ROOT).startsWith(BEARER)
          ? authenticator.authenticate(header.substring(BEARER.length()).strip())
          : Optional.empty();
    } catch (AuthenticatorBusyException e) {
      throw ApiException.unavailable(String.valueOf(e.getMessage()), RETRY_AFTER);
    }
  }

  private static ApiException unauthenticated() {
    return new ApiException(
        ApiError.UNAUTHENTICATED,
        "no token in force (expected: the header Authorization: Bearer TOKEN, or a request signed"
            + " with AWS4-HMAC-SHA256)",
        List.of(),
        Map.of("WWW-Authenticate", "Bearer"));
  }
}
