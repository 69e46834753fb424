/** Before which time everything accepted is in. */
@NullMarked
package io.meterhouse.aggregator.watermark;

import org.jspecify.annotations.NullMarked;
