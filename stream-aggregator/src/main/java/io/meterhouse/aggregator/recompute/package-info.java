/** Folds a stretch of time again from stored events, and says where stored windows differ. */
@NullMarked
package io.meterhouse.aggregator.recompute;

import org.jspecify.annotations.NullMarked;
