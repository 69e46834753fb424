/** A backfill of last year beside usage of now, from the accepted record to the answer. */
@NullMarked
package io.meterhouse.benchmarks.backfill;

import org.jspecify.annotations.NullMarked;
