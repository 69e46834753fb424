/** How this service consumes: the settings of its consumers, and its name in their groups. */
@NullMarked
package io.meterhouse.aggregator.kafka.client;

import org.jspecify.annotations.NullMarked;
