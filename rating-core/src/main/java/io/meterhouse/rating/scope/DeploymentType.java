package io.meterhouse.rating.scope;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the service that is metered is run. */
public enum DeploymentType {
  SHARED_SAAS,
  PARTNER_DEPLOYED,
  SELF_HOSTED;

  /** The name in the API: {@code shared_saas}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that API name, if there is one; letter case counts. */
  public static Optional<DeploymentType> ofWireName(String name) {
    return Arrays.stream(values()).filter(type -> type.wireName().equals(name)).findFirst();
  }
}
