package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Tenants of requests: the one place where it is decided whether a caller reaches a tenant. The
 * module law holds that nobody else asks, ingest aside, which judges the events of a request one by
 * one.
 */
public final class TenantAccess {

  private TenantAccess() {}

  /** Who sent the request, for a handler that judges the parts of its body one by one. */
  public static Caller caller(Context ctx) {
    return Guard.caller(ctx);
  }

  /**
   * Who makes the change that the request asks for: the user that its headers {@code X-User-Id} and
   * {@code X-User-Role} name, else the caller itself.
   *
   * @throws ApiException 400 where one of the headers is missing or is none; 403 for a role that
   *     the caller cannot give
   */
  public static Actor actor(Context ctx) {
    return Actors.of(ctx, Guard.caller(ctx));
  }

  /**
   * The tenant that a path names.
   *
   * @throws ApiException 400 where it is none, 403 where the caller does not reach it
   */
  public static TenantId inPath(Context ctx, String name) {
    try {
      return reached(ctx, TenantId.of(ctx.pathParam(name)));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalidField(name, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The tenant that a header names, else the token's; null where the platform asks and names none.
   *
   * @throws ApiException 400 where it is none, 403 where the caller does not reach it
   */
  public static @Nullable TenantId inHeader(Context ctx, String name) {
    String header = ctx.header(name);
    if (header == null) {
      return Guard.caller(ctx).tenant();
    }
    try {
      return reached(ctx, TenantId.of(header));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalidField(name, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether the caller may know of what is that tenant's; null: the platform's. What it may not
   * know of is answered like what does not exist.
   */
  public static boolean isVisible(Context ctx, @Nullable TenantId tenant) {
    return Guard.caller(ctx).reaches(tenant);
  }

  /**
   * That tenant again.
   *
   * @throws ApiException 403 where the caller does not reach it
   */
  static TenantId reached(Context ctx, TenantId tenant) {
    return reached(Guard.caller(ctx), tenant);
  }

  static TenantId reached(Caller caller, TenantId tenant) {
    if (!caller.reaches(tenant)) {
      throw Guard.denied("the token is not of tenant " + tenant.value());
    }
    return tenant;
  }
}
