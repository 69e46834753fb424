/** What was measured: ratios over rounds, targets, text and JSON. */
@NullMarked
package io.meterhouse.benchmarks.report;

import org.jspecify.annotations.NullMarked;
