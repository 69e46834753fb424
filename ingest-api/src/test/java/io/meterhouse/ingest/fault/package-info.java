/**
 * Ingest while something goes wrong: brokers that fail, clients that mean ill, a stop under load.
 */
@NullMarked
package io.meterhouse.ingest.fault;

import org.jspecify.annotations.NullMarked;
