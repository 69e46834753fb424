package io.meterhouse.local.clickhouse.chdb;

/** What a statement read, wrote and answered. Counts of a streamed result add up chunk by chunk. */
public record ResultCounts(
    long readRows, long readBytes, long writtenRows, long writtenBytes, long resultRows) {
  public static final ResultCounts NONE = new ResultCounts(0, 0, 0, 0, 0);
}
