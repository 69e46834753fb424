/** The engines that benchmarks run on, and what is asked of them. */
@NullMarked
package io.meterhouse.benchmarks.engines;

import org.jspecify.annotations.NullMarked;
