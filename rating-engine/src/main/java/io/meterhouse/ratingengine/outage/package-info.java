/** Tells what passes by itself from what never works. */
@NullMarked
package io.meterhouse.ratingengine.outage;

import org.jspecify.annotations.NullMarked;
