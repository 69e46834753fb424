/** How much of the API each caller may use, counted in memory or together with other instances. */
@NullMarked
package io.meterhouse.kit.limits;

import org.jspecify.annotations.NullMarked;
