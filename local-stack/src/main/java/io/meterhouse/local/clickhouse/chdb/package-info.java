/** The binding to libchdb, ClickHouse as a library: one engine per process, many connections. */
@NullMarked
package io.meterhouse.local.clickhouse.chdb;

import org.jspecify.annotations.NullMarked;
