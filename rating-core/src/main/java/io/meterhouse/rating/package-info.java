/** The pricing algebra: model, tier, money, rated line. Depends on metering-core only. */
@NullMarked
package io.meterhouse.rating;

import org.jspecify.annotations.NullMarked;
