package io.meterhouse.usagestore;

import java.math.BigDecimal;

/** One form for each figure: ClickHouse gives every one with twelve fraction digits. */
final class Figures {

  private Figures() {}

  static BigDecimal canonical(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
