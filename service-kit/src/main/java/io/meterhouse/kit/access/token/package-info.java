/** Access tokens (JWT): who issued them, whether they hold, what they give; and our own issuer. */
@NullMarked
package io.meterhouse.kit.access.token;

import org.jspecify.annotations.NullMarked;
