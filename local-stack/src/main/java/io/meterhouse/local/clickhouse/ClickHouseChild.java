package io.meterhouse.local.clickhouse;

import io.meterhouse.local.process.ProcessSpec;

/** A way to start ClickHouse as a process. */
@FunctionalInterface
interface ClickHouseChild {
  ProcessSpec specification(int port);
}
