/** ClickHouse: records of the topics become rows of the usage store. */
@NullMarked
package io.meterhouse.aggregator.clickhouse;

import org.jspecify.annotations.NullMarked;
