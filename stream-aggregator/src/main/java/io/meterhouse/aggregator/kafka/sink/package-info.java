/** The consumers behind the sinks. */
@NullMarked
package io.meterhouse.aggregator.kafka.sink;

import org.jspecify.annotations.NullMarked;
