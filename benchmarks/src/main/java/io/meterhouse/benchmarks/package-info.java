/** The command line of the benchmarks. */
@NullMarked
package io.meterhouse.benchmarks;

import org.jspecify.annotations.NullMarked;
