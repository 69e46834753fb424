/**
 * Child processes that never outlive this one: start, readiness, stop, and the guard against
 * leftovers.
 */
@NullMarked
package io.meterhouse.local.process;

import org.jspecify.annotations.NullMarked;
