/** From an event to the windows that it changes, the same for records and for stored rows. */
@NullMarked
package io.meterhouse.aggregator.folding;

import org.jspecify.annotations.NullMarked;
