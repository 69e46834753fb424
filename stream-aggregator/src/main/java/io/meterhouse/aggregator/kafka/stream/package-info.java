/** The Kafka Streams job: both stages, their state and what they owe to later ones. */
@NullMarked
package io.meterhouse.aggregator.kafka.stream;

import org.jspecify.annotations.NullMarked;
