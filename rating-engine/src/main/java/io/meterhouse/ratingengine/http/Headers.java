package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.ApiException;
import io.meterhouse.ratingengine.Actor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who makes a change, from X-User-Id and X-User-Role. */
final class Headers {

  private static final int MAX_USER_ID_CHARS = 200;
  private static final List<String> ROLES =
      List.of("super_admin", "partner", "client", "merchant", "agent", "staff");

  private Headers() {}

  /** Until there is authentication, a request without the headers is the local platform's. */
  static Actor actor(Context ctx) {
    return new Actor(
        header(ctx, "X-User-Id", Actor.LOCAL.id()),
        role(header(ctx, "X-User-Role", Actor.LOCAL.role())));
  }

  private static String header(Context ctx, String name, String absent) {
    @Nullable String value = ctx.header(name);
    if (value == null || value.isBlank()) {
      return absent;
    }
    String text = value.strip();
    if (text.length() > MAX_USER_ID_CHARS || text.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.invalidField(
          name,
          "%d characters (expected: at most %d, printable)"
              .formatted(text.length(), MAX_USER_ID_CHARS));
    }
    return text;
  }

  private static String role(String role) {
    if (!ROLES.contains(role)) {
      throw ApiException.invalidField(
          "X-User-Role", "%s (expected: one of %s)".formatted(role, String.join(", ", ROLES)));
    }
    return role;
  }
}
