/** Waits until the sinks have what is audited, and sends what is to be repaired. */
@NullMarked
package io.meterhouse.aggregator.kafka.audit;

import org.jspecify.annotations.NullMarked;
