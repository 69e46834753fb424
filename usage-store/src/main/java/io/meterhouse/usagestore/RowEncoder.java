package io.meterhouse.usagestore;

/** Writes one row's columns in the order in which the insert names them. */
@FunctionalInterface
interface RowEncoder<R> {
  void encode(R row, RowBinaryOutput out);
}
