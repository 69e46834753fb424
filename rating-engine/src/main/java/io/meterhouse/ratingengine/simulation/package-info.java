/** What past usage would have cost with a proposed model. */
@NullMarked
package io.meterhouse.ratingengine.simulation;

import org.jspecify.annotations.NullMarked;
