package io.meterhouse.metering;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one meter makes of one event's data. */
public sealed interface Reading {

  String VALUE_MISSING = "VALUE_MISSING";
  String VALUE_NOT_A_SCALAR = "VALUE_NOT_A_SCALAR";
  String DIMENSION_NOT_A_SCALAR = "DIMENSION_NOT_A_SCALAR";
  String DIMENSION_TOO_LONG = "DIMENSION_TOO_LONG";

  /**
   * What counts.
   *
   * @param value to fold; 1 where the meter counts
   * @param dimensions a value for each of the meter's
   * @param member which value it is; null: the meter does not tell values apart
   */
  record Counted(BigDecimal value, SortedMap<String, String> dimensions, @Nullable Member member)
      implements Reading {

    /** Copies. */
    public Counted {
      dimensions =
          dimensions.isEmpty()
              ? Collections.emptySortedMap()
              : Collections.unmodifiableSortedMap(new TreeMap<>(dimensions));
    }
  }

  /** A filter says that the meter does not count this event. */
  record Ignored() implements Reading {}

  /**
   * The meter counts such events, but cannot read this one.
   *
   * @param code {@link #VALUE_MISSING}, {@link #VALUE_NOT_A_SCALAR}, {@link
   *     #DIMENSION_NOT_A_SCALAR}, {@link #DIMENSION_TOO_LONG} or one of {@link Quantity}
   * @param field such as {@code data.tokens}
   * @param message what came and what was expected
   */
  record Misfit(String code, String field, String message) implements Reading {}
}
