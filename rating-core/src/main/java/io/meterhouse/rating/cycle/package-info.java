/** Billing cycles: which period usage belongs to, and what a cycle may become. */
@NullMarked
package io.meterhouse.rating.cycle;

import org.jspecify.annotations.NullMarked;
