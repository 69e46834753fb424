package io.meterhouse.kit.change;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was done to an entity. */
public enum AuditAction {
  CREATE,
  UPDATE,
  DEACTIVATE,
  REVOKE,
  VOID;

  /** As the API writes it, such as {@code create}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** By wire name. */
  public static Map<String, AuditAction> byWireName() {
    Map<String, AuditAction> actions = new TreeMap<>();
    Arrays.stream(values()).forEach(action -> actions.put(action.wireName(), action));
    return actions;
  }
}
