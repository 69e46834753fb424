/** HTTP as a client does it, with the OpenAPI file as the judge of every exchange. */
@NullMarked
package io.meterhouse.testing.http;

import org.jspecify.annotations.NullMarked;
