/**
 * Rates aggregates into billing items; pricing models over HTTP. This package holds the decisions
 * and their ports; adapters live one level down.
 */
@NullMarked
package io.meterhouse.ratingengine;

import org.jspecify.annotations.NullMarked;
