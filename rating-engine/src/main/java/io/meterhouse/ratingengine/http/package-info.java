/** The pricing API. */
@NullMarked
package io.meterhouse.ratingengine.http;

import org.jspecify.annotations.NullMarked;
