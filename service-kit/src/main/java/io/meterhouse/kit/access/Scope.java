package io.meterhouse.kit.access;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a caller may do: the scopes of the commercial operations API, and ours beside them. */
public enum Scope {
  TENANT_READ("tenant:read"),
  TENANT_WRITE("tenant:write"),
  PLAN_READ("plan:read"),
  BILLING_READ("billing:read"),
  BILLING_WRITE("billing:write"),
  USAGE_READ("usage:read"),
  USAGE_WRITE("usage:write"),
  USAGE_VOID("usage:void"),
  RECON_READ("recon:read"),
  METER_READ("meter:read"),
  METER_WRITE("meter:write"),
  PRICING_READ("pricing:read"),
  PRICING_WRITE("pricing:write"),
  ACCESS_READ("access:read"),
  ACCESS_WRITE("access:write"),
  AUDIT_READ("audit:read");

  private final String wireName;

  Scope(String wireName) {
    this.wireName = wireName;
  }

  /** As tokens and requests write it, such as {@code usage:write}. */
  public String wireName() {
    return wireName;
  }

  /** The scope of that name. */
  public static Optional<Scope> ofWireName(String name) {
    return Arrays.stream(values()).filter(scope -> scope.wireName.equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(Scope::wireName).collect(Collectors.joining(", "));
  }
}
