/**
 * Rules and overrides: what happens to the amount of an item after its model has priced it. Pure
 * functions over exact decimals; nothing is rounded and nothing divided.
 */
@NullMarked
package io.meterhouse.rating.rule;

import org.jspecify.annotations.NullMarked;
