/** Pricing models, billing cycles and items in PostgreSQL. */
@NullMarked
package io.meterhouse.ratingengine.postgres;

import org.jspecify.annotations.NullMarked;
