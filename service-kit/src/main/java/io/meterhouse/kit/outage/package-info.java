/** Tells an engine that is away from a failure that stays until somebody mends it. */
@NullMarked
package io.meterhouse.kit.outage;

import org.jspecify.annotations.NullMarked;
