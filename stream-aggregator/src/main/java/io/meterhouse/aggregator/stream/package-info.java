/**
 * What both stages of the stream job need: its settings, keys and positions, the catalogue, and how
 * a record is read.
 */
@NullMarked
package io.meterhouse.aggregator.stream;

import org.jspecify.annotations.NullMarked;
