/** Asks for offsets and times, and records the watermark. */
@NullMarked
package io.meterhouse.aggregator.kafka.watermark;

import org.jspecify.annotations.NullMarked;
