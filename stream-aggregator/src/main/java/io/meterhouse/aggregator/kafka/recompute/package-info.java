/** The worker that answers requests to fold again, one for each partition. */
@NullMarked
package io.meterhouse.aggregator.kafka.recompute;

import org.jspecify.annotations.NullMarked;
