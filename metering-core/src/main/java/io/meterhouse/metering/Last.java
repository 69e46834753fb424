package io.meterhouse.metering;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A value and its place in the order that decides which value is the last: event time, then ingest
 * id. (Then the value, so that the order is total and "the last of" does not depend on who asks
 * first, even if an ingest id should ever come twice.)
 */
public record Last(BigDecimal value, Instant time, String ingestId) implements Comparable<Last> {

  public Last {
    value = Decimals.canonical(value);
  }

  public Last orLater(Last other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public int compareTo(Last other) {
    int order = time.compareTo(other.time);
    if (order == 0) {
      order = ingestId.compareTo(other.ingestId);
    }
    return order == 0 ? value.compareTo(other.value) : order;
  }
}
