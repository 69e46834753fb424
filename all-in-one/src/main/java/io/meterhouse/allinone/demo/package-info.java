/**
 * The main job: usage in, bill out, against the product's own HTTP interface as any client would.
 */
@NullMarked
package io.meterhouse.allinone.demo;

import org.jspecify.annotations.NullMarked;
