/** Ingest beside a bare producer and an empty handler. */
@NullMarked
package io.meterhouse.benchmarks.ingest;

import org.jspecify.annotations.NullMarked;
