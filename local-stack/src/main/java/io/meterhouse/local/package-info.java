/** Embedded engines: Kafka, PostgreSQL and ClickHouse, for laptops and for tests. */
@NullMarked
package io.meterhouse.local;

import org.jspecify.annotations.NullMarked;
