/** The sinks of ClickHouse beside inserts from a file. */
@NullMarked
package io.meterhouse.benchmarks.sink;

import org.jspecify.annotations.NullMarked;
