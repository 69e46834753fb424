package io.meterhouse.benchmarks;

/** What options may say. */
public final class PlanCheck {

  private PlanCheck() {}

  /**
   * @throws IllegalArgumentException with what came and what was expected, if it does not hold
   */
  public static void require(boolean holds, String came, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(came + " (expected: " + expected + ")");
    }
  }
}
