package io.meterhouse.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/** Takes the routes of one group; the handlers run on virtual threads and may wait. */
public final class Routes {

  private final RoutesConfig javalin;
  private final ErrorFamily family;
  private final Guard guard;

  /** Puts what it takes where Javalin looks for its routes. */
  public Routes(RoutesConfig javalin, ErrorFamily family, Guard guard) {
    this.javalin = javalin;
    this.family = family;
    this.guard = guard;
  }

  /** Adds a GET route. */
  public Routes get(String path, Access access, Handler handler) {
    return add(HandlerType.GET, path, access, handler);
  }

  /** Adds a POST route. */
  public Routes post(String path, Access access, Handler handler) {
    return add(HandlerType.POST, path, access, handler);
  }

  /** Adds a PUT route. */
  public Routes put(String path, Access access, Handler handler) {
    return add(HandlerType.PUT, path, access, handler);
  }

  /** Adds a PATCH route. */
  public Routes patch(String path, Access access, Handler handler) {
    return add(HandlerType.PATCH, path, access, handler);
  }

  /** Adds a DELETE route. */
  public Routes delete(String path, Access access, Handler handler) {
    return add(HandlerType.DELETE, path, access, handler);
  }

  private Routes add(HandlerType method, String path, Access access, Handler handler) {
    javalin.addHttpHandler(
        method,
        path,
        ctx -> {
          Exchange.setFamily(ctx, family);
          Throttle.admit(ctx, access, guard);
          try {
            handler.handle(ctx);
          } catch (Error e) {
            // A stack that overflowed or a class that is missing fails this request, in our
            // envelope, and no other.
            throw new IllegalStateException("the handler failed", e);
          }
        });
    return this;
  }
}
