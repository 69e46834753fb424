/** Who may use the API, and for which tenant. */
@NullMarked
package io.meterhouse.kit.access;

import org.jspecify.annotations.NullMarked;
