/** Holds items against usage, prices and their copies, and has what differs made right. */
@NullMarked
package io.meterhouse.ratingengine.audit;

import org.jspecify.annotations.NullMarked;
