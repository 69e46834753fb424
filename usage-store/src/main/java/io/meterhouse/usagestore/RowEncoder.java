package io.meterhouse.usagestore;

import java.io.IOException;

/** Writes one row's columns in the order in which the insert names them. */
@FunctionalInterface
interface RowEncoder<R> {
  void encode(R row, RowBinaryOutput out) throws IOException;
}
