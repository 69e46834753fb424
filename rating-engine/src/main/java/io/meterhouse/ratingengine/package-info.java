/** Rates aggregates into billing items; pricing models over HTTP. */
@NullMarked
package io.meterhouse.ratingengine;

import org.jspecify.annotations.NullMarked;
