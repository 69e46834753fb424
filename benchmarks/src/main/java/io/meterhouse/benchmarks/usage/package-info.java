/** Usage as the edge writes it, made in the process that measures. */
@NullMarked
package io.meterhouse.benchmarks.usage;

import org.jspecify.annotations.NullMarked;
