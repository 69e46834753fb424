/** Reads usage.aggregates and drives continuous rating. */
@NullMarked
package io.meterhouse.ratingengine.kafka;

import org.jspecify.annotations.NullMarked;
