/** Takes usage events and snapshots over HTTP; answers after the brokers have them. */
@NullMarked
package io.meterhouse.ingest;

import org.jspecify.annotations.NullMarked;
