/** Pricing over HTTP (seed 004). */
@NullMarked
package io.meterhouse.ratingengine.http;

import org.jspecify.annotations.NullMarked;
