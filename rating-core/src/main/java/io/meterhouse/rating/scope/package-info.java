/** For whom a price is: the kinds of scope and of deployment. Pure. */
@NullMarked
package io.meterhouse.rating.scope;

import org.jspecify.annotations.NullMarked;
