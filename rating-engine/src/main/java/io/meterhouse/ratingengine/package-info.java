/**
 * Rates aggregates into billing items; prices and bills over HTTP. Here everything is wired; each
 * room decides about one thing, and the adapters {@code http}, {@code kafka}, {@code postgres} and
 * {@code clickhouse} connect the rooms' ports.
 */
@NullMarked
package io.meterhouse.ratingengine;

import org.jspecify.annotations.NullMarked;
