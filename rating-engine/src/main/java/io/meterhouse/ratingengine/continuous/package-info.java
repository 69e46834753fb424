/**
 * Keeps items in line as usage and prices change: what is dirty, when it is rated, and how often it
 * is tried.
 */
@NullMarked
package io.meterhouse.ratingengine.continuous;

import org.jspecify.annotations.NullMarked;
