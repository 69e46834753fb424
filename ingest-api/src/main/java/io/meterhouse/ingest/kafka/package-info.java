/** The usage log on Kafka, and the module that wires ingest together. */
@NullMarked
package io.meterhouse.ingest.kafka;

import org.jspecify.annotations.NullMarked;
