/**
 * The pricing algebra: model, tier, money, rated line. Pure functions over exact decimals; depends
 * on metering-core only.
 */
@NullMarked
package io.meterhouse.rating;

import org.jspecify.annotations.NullMarked;
