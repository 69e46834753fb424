/** The routes of the query service. */
@NullMarked
package io.meterhouse.query.http;

import org.jspecify.annotations.NullMarked;
