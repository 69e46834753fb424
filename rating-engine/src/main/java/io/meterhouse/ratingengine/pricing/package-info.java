/**
 * What tenants write about prices: models with their versions, rules, scopes and overrides, and
 * what a price comes to when somebody asks.
 */
@NullMarked
package io.meterhouse.ratingengine.pricing;

import org.jspecify.annotations.NullMarked;
