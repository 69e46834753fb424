/** Requests that change something: carried out once, and written down. */
@NullMarked
package io.meterhouse.kit.change;

import org.jspecify.annotations.NullMarked;
