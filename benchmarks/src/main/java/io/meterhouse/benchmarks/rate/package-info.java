/** How fast models are evaluated, and changed usage becomes billing items. */
@NullMarked
package io.meterhouse.benchmarks.rate;

import org.jspecify.annotations.NullMarked;
