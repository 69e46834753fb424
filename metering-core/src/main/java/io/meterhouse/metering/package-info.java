/**
 * The usage algebra: event, meter, window, quantity, aggregate, identity. Depends on java.base
 * only.
 */
@NullMarked
package io.meterhouse.metering;

import org.jspecify.annotations.NullMarked;
