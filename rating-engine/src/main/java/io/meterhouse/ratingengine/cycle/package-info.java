/** Billing cycles on the calendar: whose they are, where one begins and which comes next. */
@NullMarked
package io.meterhouse.ratingengine.cycle;

import org.jspecify.annotations.NullMarked;
