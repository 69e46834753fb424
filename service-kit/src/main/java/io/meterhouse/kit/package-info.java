/** The edge that services share: configuration, HTTP conventions, catalogue, lifecycle, clock. */
@NullMarked
package io.meterhouse.kit;

import org.jspecify.annotations.NullMarked;
