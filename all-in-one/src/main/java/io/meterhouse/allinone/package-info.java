/** The whole product in one process beside its engines: up, demo. */
@NullMarked
package io.meterhouse.allinone;

import org.jspecify.annotations.NullMarked;
