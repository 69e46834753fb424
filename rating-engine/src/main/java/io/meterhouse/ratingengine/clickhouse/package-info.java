/** Usage totals from ClickHouse through usage-store. */
@NullMarked
package io.meterhouse.ratingengine.clickhouse;

import org.jspecify.annotations.NullMarked;
