/** Puts load on something, in a closed or an open loop, and takes its latencies. */
@NullMarked
package io.meterhouse.benchmarks.load;

import org.jspecify.annotations.NullMarked;
