/** Audits that are carried out by themselves, each going on where the last one ended. */
@NullMarked
package io.meterhouse.kit.audit;

import org.jspecify.annotations.NullMarked;
