/** Deduplication and aggregation beside a loop that consumes and produces. */
@NullMarked
package io.meterhouse.benchmarks.aggregate;

import org.jspecify.annotations.NullMarked;
