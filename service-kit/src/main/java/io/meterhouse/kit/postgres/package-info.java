/** The control plane's database: pool, migrations, and the outbox to Kafka. */
@NullMarked
package io.meterhouse.kit.postgres;

import org.jspecify.annotations.NullMarked;
