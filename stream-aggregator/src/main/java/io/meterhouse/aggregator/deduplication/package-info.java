/** Whether an event is the first of its identity, and the ledger of what became of each. */
@NullMarked
package io.meterhouse.aggregator.deduplication;

import org.jspecify.annotations.NullMarked;
