/** Requests that services sign with AWS Signature Version 4. */
@NullMarked
package io.meterhouse.kit.access.sigv4;

import org.jspecify.annotations.NullMarked;
