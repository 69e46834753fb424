/** The embedded PostgreSQL server, in a process of its own. */
@NullMarked
package io.meterhouse.local.postgres;

import org.jspecify.annotations.NullMarked;
