/**
 * Kafka: the Streams topology that deduplicates and aggregates, the consumers behind the sinks, and
 * the offsets that the watermark is made of.
 */
@NullMarked
package io.meterhouse.aggregator.kafka;

import org.jspecify.annotations.NullMarked;
