/** Tenants, meters and billing items in PostgreSQL. */
@NullMarked
package io.meterhouse.query.postgres;

import org.jspecify.annotations.NullMarked;
