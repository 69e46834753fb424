/** Usage from the usage store. */
@NullMarked
package io.meterhouse.query.clickhouse;

import org.jspecify.annotations.NullMarked;
