/** Compression of requests and responses, ClickHouse's own blocks among them. */
@NullMarked
package io.meterhouse.local.clickhouse.codec;

import org.jspecify.annotations.NullMarked;
