/** Starting and stopping the modules of a service in order. */
@NullMarked
package io.meterhouse.kit.lifecycle;

import org.jspecify.annotations.NullMarked;
