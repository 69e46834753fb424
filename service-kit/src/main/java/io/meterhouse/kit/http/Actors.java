package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Actor;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Problems;
import org.jspecify.annotations.Nullable;

/** The users that callers act for, by the headers of the pricing API. */
final class Actors {

  private static final String USER_ID = "X-User-Id";
  private static final String USER_ROLE = "X-User-Role";
  private static final int MAX_USER_ID_CHARS = 200;

  private Actors() {}

  /**
   * To ignore the headers would write a name into the records that is not the one that was sent.
   *
   * @throws ApiException 403 where a caller names a user and may not
   */
  static void refuseWhoMayNotAct(Context ctx, Caller caller) {
    if (!caller.actsForUsers()
        && (header(ctx, USER_ID) != null || header(ctx, USER_ROLE) != null)) {
      throw Guard.denied(
          USER_ID
              + " and "
              + USER_ROLE
              + " are for tokens that may act for users, and this may not");
    }
  }

  static Actor of(Context ctx, Caller caller) {
    String id = header(ctx, USER_ID);
    String role = header(ctx, USER_ROLE);
    if (id == null && role == null) {
      return Actor.itself(caller);
    }
    Problems problems = new Problems();
    if (id == null) {
      problems.add(USER_ID, "missing beside " + USER_ROLE);
    } else if (id.length() > MAX_USER_ID_CHARS || id.chars().anyMatch(Character::isISOControl)) {
      problems.add(
          USER_ID,
          "%d characters (expected: at most %d, printable)"
              .formatted(id.length(), MAX_USER_ID_CHARS));
    }
    if (role == null) {
      problems.add(USER_ROLE, "missing beside " + USER_ID);
    } else if (!Actor.ROLES.contains(role)) {
      problems.add(USER_ROLE, role + " (expected: one of " + String.join(", ", Actor.ROLES) + ")");
    }
    problems.check();
    if (Actor.SUPER_ADMIN.equals(role) && !caller.isPlatform()) {
      throw Guard.denied(USER_ROLE + ": only a token of the platform acts for a " + role);
    }
    return new Actor(String.valueOf(id), String.valueOf(role));
  }

  private static @Nullable String header(Context ctx, String name) {
    String value = ctx.header(name);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
