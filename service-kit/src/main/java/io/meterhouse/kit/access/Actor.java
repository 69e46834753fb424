package io.meterhouse.kit.access;

import java.util.List;

/**
 * Who makes a change: the user that a caller acts for, where the caller may and says so, else the
 * caller itself.
 *
 * @param role one of {@link #ROLES}
 */
public record Actor(String id, String role) {

  /** The role of the platform. */
  public static final String SUPER_ADMIN = "super_admin";

  /** The roles of the pricing API, as its header {@code X-User-Role} has them. */
  public static final List<String> ROLES =
      List.of(SUPER_ADMIN, "partner", "client", "merchant", "agent", "staff");

  /** A caller that acts for nobody. */
  public static Actor itself(Caller caller) {
    return new Actor(caller.id(), caller.isPlatform() ? SUPER_ADMIN : "client");
  }
}
