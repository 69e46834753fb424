/** Who changed what about prices and bills, and how a change is taken back. */
@NullMarked
package io.meterhouse.ratingengine.history;

import org.jspecify.annotations.NullMarked;
