package io.meterhouse.kit.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the routes of one group; the handlers run on virtual threads and may wait. What a route
 * does is said by the method that adds it: {@link #post}, {@link #put}, {@link #patch} and {@link
 * #delete} change something, so their handlers run as a change with its audit entry, once for each
 * idempotency key; {@link #ask} only answers; {@link #accept} takes events, which have identities.
 */
public final class Routes {

  private final RoutesConfig javalin;
  private final RouteGroup group;
  private final Guard guard;
  private final List<Route> added = new ArrayList<>();

  /** Puts what it takes where Javalin looks for its routes. */
  public Routes(RoutesConfig javalin, RouteGroup group, Guard guard) {
    this.javalin = javalin;
    this.group = group;
    this.guard = guard;
  }

  /** Adds a GET route. */
  public Routes get(String path, Access access, Handler handler) {
    return add(HandlerType.GET, path, access, access.scope() == null ? handler : strict(handler));
  }

  /** Adds a POST route that changes nothing: a question too long for an address. */
  public Routes ask(String path, Access access, Handler handler) {
    return add(HandlerType.POST, path, access, access.scope() == null ? handler : strict(handler));
  }

  /** Adds a POST route that takes events: each has an identity, so it may be sent again. */
  public Routes accept(String path, Access access, Handler handler) {
    return add(HandlerType.POST, path, access, access.scope() == null ? handler : strict(handler));
  }

  /** As the other; the bodies that it holds at once are bounded by {@code room}. */
  public Routes accept(String path, Access access, BodyRoom room, Handler handler) {
    return add(
        new Endpoint(HandlerType.POST, path, access, room),
        access.scope() == null ? handler : strict(handler));
  }

  /** Adds a POST route that changes something. */
  public Routes post(String path, Access access, Handler handler) {
    return change(HandlerType.POST, path, access, handler);
  }

  /**
   * As the other, after a preparation that may wait: it runs before the change begins and so holds
   * no connection, also where the change turns out to be one that was made before. What it refuses
   * is not kept under an idempotency key.
   */
  public Routes post(String path, Access access, Handler preparation, Handler handler) {
    Handler change = changing(HandlerType.POST, path, access, handler);
    return add(
        HandlerType.POST,
        path,
        access,
        ctx -> {
          Bodies.readAndKeep(ctx);
          preparation.handle(ctx);
          change.handle(ctx);
        });
  }

  /** Adds a PUT route, which changes something. */
  public Routes put(String path, Access access, Handler handler) {
    return change(HandlerType.PUT, path, access, handler);
  }

  /** Adds a PATCH route, which changes something. */
  public Routes patch(String path, Access access, Handler handler) {
    return change(HandlerType.PATCH, path, access, handler);
  }

  /** Adds a DELETE route, which changes something. */
  public Routes delete(String path, Access access, Handler handler) {
    return change(HandlerType.DELETE, path, access, handler);
  }

  /**
   * With parameters that the handler did not look at refused: within the change, so that it is
   * undone. Routes that are open to anybody belong to standards and probes, which let clients add
   * some (RFC 6749 §3.2).
   */
  private static Handler strict(Handler handler) {
    return ctx -> {
      handler.handle(ctx);
      QueryParams.refuseUnread(ctx);
    };
  }

  private Routes change(HandlerType method, String path, Access access, Handler handler) {
    return add(method, path, access, changing(method, path, access, handler));
  }

  private Handler changing(HandlerType method, String path, Access access, Handler handler) {
    if (access.scope() == null) {
      throw new IllegalArgumentException(
          method + " " + path + " is open to anybody, and changes something");
    }
    return new ChangeHandler(group.changes(), strict(handler));
  }

  /** What was added so far. */
  public List<Route> added() {
    return List.copyOf(added);
  }

  private record Endpoint(
      HandlerType method, String path, Access access, @Nullable BodyRoom room) {}

  private Routes add(HandlerType method, String path, Access access, Handler handler) {
    return add(new Endpoint(method, path, access, null), handler);
  }

  private Routes add(Endpoint endpoint, Handler handler) {
    added.add(new Route(endpoint.method().name(), endpoint.path(), endpoint.access()));
    javalin.addHttpHandler(
        endpoint.method(),
        endpoint.path(),
        ctx -> {
          RequestSeen.matched(ctx, endpoint.path());
          Exchange.setFamily(ctx, group.family());
          BodyRoom room = endpoint.room();
          // Before the caller is known: whoever checks a signature reads the body.
          try (BodyRoom.@Nullable Share _ = room == null ? null : room.shareOf(ctx)) {
            Throttle.admit(ctx, endpoint.access(), guard);
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
