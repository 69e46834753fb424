/** ClickHouse's HTTP interface over the engine in this process. */
@NullMarked
package io.meterhouse.local.clickhouse.endpoint;

import org.jspecify.annotations.NullMarked;
