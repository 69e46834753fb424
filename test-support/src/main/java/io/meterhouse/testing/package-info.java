/** Services under test: real ones, on the shared engines, each installation on its own. */
@NullMarked
package io.meterhouse.testing;

import org.jspecify.annotations.NullMarked;
