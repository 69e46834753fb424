/** As much of ClickHouse's SQL as it takes to tell statements apart. */
@NullMarked
package io.meterhouse.local.clickhouse.sql;

import org.jspecify.annotations.NullMarked;
