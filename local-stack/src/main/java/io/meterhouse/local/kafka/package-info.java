/** The embedded Apache Kafka broker (KRaft, one node), in a process of its own. */
@NullMarked
package io.meterhouse.local.kafka;

import org.jspecify.annotations.NullMarked;
