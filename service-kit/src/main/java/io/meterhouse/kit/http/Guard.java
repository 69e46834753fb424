package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Authenticator;
import io.meterhouse.kit.access.Caller;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets requests through to their handlers: the one place where tokens are looked at. */
public final class Guard {

  private static final String CALLER = "meterhouse.caller";
  private static final String BEARER = "bearer ";

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
    Caller caller = authenticator.authenticate(token(ctx)).orElseThrow(Guard::unauthenticated);
    // Before it is refused anything: limits count what it asks for, allowed or not.
    ctx.attribute(CALLER, caller);
    RequestSeen.admitted(ctx, caller);
    if (!caller.scopes().contains(access.scope())) {
      throw denied("the token lacks the scope " + access.scope().wireName());
    }
    if (access.platformOnly() && !caller.isPlatform()) {
      throw denied("only a token of the platform may do this");
    }
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
    return new ApiException(403, "PERMISSION_DENIED", message, List.of());
  }

  private static String token(Context ctx) {
    String header = ctx.header("Authorization");
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw unauthenticated();
    }
    return header.substring(BEARER.length()).strip();
  }

  private static ApiException unauthenticated() {
    return new ApiException(
        401,
        "UNAUTHENTICATED",
        "no token in force (expected: the header Authorization: Bearer TOKEN)",
        List.of(),
        Map.of("WWW-Authenticate", "Bearer"));
  }
}
