/** Which prices are in force for whom and when, and what the usage of a cycle costs under them. */
@NullMarked
package io.meterhouse.rating.inforce;

import org.jspecify.annotations.NullMarked;
