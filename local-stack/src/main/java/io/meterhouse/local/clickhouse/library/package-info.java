/** Where libchdb comes from. */
@NullMarked
package io.meterhouse.local.clickhouse.library;

import org.jspecify.annotations.NullMarked;
