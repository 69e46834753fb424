/** How far the logs reach and how far each step has read them. */
@NullMarked
package io.meterhouse.aggregator.kafka.progress;

import org.jspecify.annotations.NullMarked;
