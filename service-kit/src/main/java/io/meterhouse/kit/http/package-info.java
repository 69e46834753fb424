/** HTTP conventions: routes, error families, strict body reading, trace ids. */
@NullMarked
package io.meterhouse.kit.http;

import org.jspecify.annotations.NullMarked;
