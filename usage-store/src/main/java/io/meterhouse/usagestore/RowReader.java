package io.meterhouse.usagestore;

import com.clickhouse.client.api.data_formats.ClickHouseBinaryFormatReader;

/** Makes a value of the row at which the reader stands. */
@FunctionalInterface
interface RowReader<T> {
  T read(ClickHouseBinaryFormatReader row);
}
