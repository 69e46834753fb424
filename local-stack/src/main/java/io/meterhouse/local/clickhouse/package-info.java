/** ClickHouse for a laptop: the real engine, started when nothing is installed. */
@NullMarked
package io.meterhouse.local.clickhouse;

import org.jspecify.annotations.NullMarked;
