/**
 * Deduplicates and aggregates usage with Kafka Streams; writes events and aggregates to ClickHouse.
 */
@NullMarked
package io.meterhouse.aggregator;

import org.jspecify.annotations.NullMarked;
