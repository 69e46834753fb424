package io.meterhouse.rating.rule;

/** How large a rule may be. */
public final class RuleLimits {

  /** Conditions of a rule. */
  public static final int MAX_CONDITIONS = 50;

  /** Actions of a rule. */
  public static final int MAX_ACTIONS = 20;

  /** Values of a list of a condition. */
  public static final int MAX_VALUES = 100;

  /** Characters of a text of a condition, and of a reason. */
  public static final int MAX_TEXT_CHARS = 500;

  /** Characters of the name of a field, and of the name and the type of a rule. */
  public static final int MAX_NAME_CHARS = 200;

  private RuleLimits() {}
}
