/** ClickHouse: writes batches, reads usage; the one place that knows its SQL. */
@NullMarked
package io.meterhouse.usagestore;

import org.jspecify.annotations.NullMarked;
