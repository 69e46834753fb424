package io.meterhouse.ratingengine;

/** Who makes a change, as the request's headers say: there is no authentication yet. */
public record Actor(String id, String role) {

  /** Who acts where the headers name nobody. */
  public static final Actor LOCAL = new Actor("local", "super_admin");
}
