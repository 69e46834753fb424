/** The product from outside, and the law that its modules keep. */
@NullMarked
package io.meterhouse.endtoend;

import org.jspecify.annotations.NullMarked;
