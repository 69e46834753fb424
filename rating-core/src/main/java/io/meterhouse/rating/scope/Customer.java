package io.meterhouse.rating.scope;

import org.jspecify.annotations.Nullable;

/**
 * Who pays: a subject of a tenant, or the tenant as a whole.
 *
 * @param subject empty: the tenant as a whole
 * @param type narrows the subject to scopes of this type where it is known; null: any
 * @param deploymentType how the installation is run; null: not known
 */
public record Customer(
    String subject, @Nullable ScopeType type, @Nullable DeploymentType deploymentType) {

  /** The customer whose metered usage names that subject. */
  public static Customer ofUsage(String subject, @Nullable DeploymentType deploymentType) {
    return new Customer(subject, null, deploymentType);
  }

  /** Whether a scope of that type and member names it; one without members names everybody. */
  public boolean is(ScopeType scopeType, @Nullable String member) {
    if (!scopeType.hasMembers()) {
      return true;
    }
    return !subject.isEmpty()
        && subject.equals(member)
        && (type == null || !type.hasMembers() || type == scopeType);
  }

  boolean runsOn(@Nullable DeploymentType wanted) {
    return wanted == null || wanted == deploymentType;
  }
}
