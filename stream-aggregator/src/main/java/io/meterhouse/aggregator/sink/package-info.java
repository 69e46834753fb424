/** Writes records to a store in batches, finds the row that it refuses, and keeps how far it is. */
@NullMarked
package io.meterhouse.aggregator.sink;

import org.jspecify.annotations.NullMarked;
