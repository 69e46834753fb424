/**
 * From usage and prices to items: rating, closing, and adjusting what is closed. The ledger is its
 * port.
 */
@NullMarked
package io.meterhouse.ratingengine.billing;

import org.jspecify.annotations.NullMarked;
