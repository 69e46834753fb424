/** Typed configuration from environment variables; an unknown key refuses to start. */
@NullMarked
package io.meterhouse.kit.config;

import org.jspecify.annotations.NullMarked;
