/** What the brokers know. */
@NullMarked
package io.meterhouse.query.kafka;

import org.jspecify.annotations.NullMarked;
