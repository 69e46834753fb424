package io.meterhouse.rating.scope;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The kinds of scope of the pricing API, the least specific first. */
public enum ScopeType {
  /** Everybody. */
  GLOBAL(0),
  /** Everybody on one kind of deployment. */
  DEPLOYMENT(1),
  /** A partner organisation. */
  PARTNER(2),
  /** A client organisation. */
  CLIENT(3),
  /** A vendor. */
  MERCHANT(4),
  /** A field agent. */
  AGENT(5),
  /** A member of the staff. */
  STAFF(6),
  /** One user. */
  INDIVIDUAL(7),
  /** A group of an organisation. */
  GROUP(8),
  /** A segment of customers. */
  SEGMENT(9),
  /** One contract. */
  CONTRACT(10);

  private final int specificity;

  ScopeType(int specificity) {
    this.specificity = specificity;
  }

  /** The greater, the more specific; what is more specific wins. No two types have the same. */
  public int specificity() {
    return specificity;
  }

  /** Whether a scope of the type is named by an id; global and deployment are not. */
  public boolean hasMembers() {
    return this != GLOBAL && this != DEPLOYMENT;
  }

  /** The name in the API: {@code contract}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that API name, if there is one; letter case counts. */
  public static Optional<ScopeType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
  }
}
