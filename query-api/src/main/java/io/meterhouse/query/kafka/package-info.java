/** What the query service tells the other stages. */
@NullMarked
package io.meterhouse.query.kafka;

import org.jspecify.annotations.NullMarked;
