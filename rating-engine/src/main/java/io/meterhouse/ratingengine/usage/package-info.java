/** What is rated: the usage of a subject and meter in a cycle, and its totals. */
@NullMarked
package io.meterhouse.ratingengine.usage;

import org.jspecify.annotations.NullMarked;
