package io.meterhouse.rating.rule;

import io.meterhouse.rating.Problems;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** What a condition compares with, and what it finds. Equal values are equal records. */
public sealed interface Operand {

  /** One value, not a list. */
  sealed interface Scalar extends Operand {}

  /** A text. */
  record Text(String value) implements Scalar {
    @Override
    public String toString() {
      return "'" + value + "'";
    }
  }

  /** An exact decimal; 1.0 is 1. */
  record Decimal(BigDecimal value) implements Scalar {

    /** Digits beyond which no two ways to write a number are made one. */
    private static final int MAX_SCALE = 10_000;

    /** Keeps the shortest form. */
    public Decimal {
      value = Math.abs((long) value.scale()) > MAX_SCALE ? value : value.stripTrailingZeros();
    }

    @Override
    public String toString() {
      return Problems.show(value);
    }
  }

  /** A truth value. */
  record Truth(boolean value) implements Scalar {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /** Several values. */
  record Many(List<Scalar> values) implements Operand {

    /** Keeps a copy. */
    public Many {
      values = List.copyOf(values);
    }

    @Override
    public String toString() {
      return values.stream().map(Scalar::toString).collect(Collectors.joining(", ", "[", "]"));
    }
  }
}
