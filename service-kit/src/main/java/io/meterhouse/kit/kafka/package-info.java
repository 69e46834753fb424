/** The topics: their names, how they are laid out, and making them. */
@NullMarked
package io.meterhouse.kit.kafka;

import org.jspecify.annotations.NullMarked;
