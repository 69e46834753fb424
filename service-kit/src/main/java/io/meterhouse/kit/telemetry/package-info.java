/** What a service tells of itself: metrics, traces and the log. */
@NullMarked
package io.meterhouse.kit.telemetry;

import org.jspecify.annotations.NullMarked;
