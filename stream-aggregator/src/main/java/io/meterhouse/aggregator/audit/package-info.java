/**
 * Holds the ledger, the raw events and the windows of a live system against one another, and has
 * what differs made right.
 */
@NullMarked
package io.meterhouse.aggregator.audit;

import org.jspecify.annotations.NullMarked;
