/** Servers under load, each in a JVM of its own that tells what it allocates. */
@NullMarked
package io.meterhouse.benchmarks.server;

import org.jspecify.annotations.NullMarked;
