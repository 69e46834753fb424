/** Answers usage, freshness and rated items; tenants and meters over HTTP. */
@NullMarked
package io.meterhouse.query;

import org.jspecify.annotations.NullMarked;
