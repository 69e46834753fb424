/** Between the wire forms (Protobuf, JSON) and the values of the domain; exact in both ways. */
@NullMarked
package io.meterhouse.kit.wire;

import org.jspecify.annotations.NullMarked;
