/** A small HTTP/1.1 server for long, large requests. */
@NullMarked
package io.meterhouse.local.clickhouse.http;

import org.jspecify.annotations.NullMarked;
