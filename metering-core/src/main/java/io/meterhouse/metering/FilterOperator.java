package io.meterhouse.metering;

/** What a meter's filter asks of a property. */
public enum FilterOperator {
  EQ,
  NEQ,
  IN,
  NOT_IN,
  GT,
  GTE,
  LT,
  LTE,
  EXISTS
}
