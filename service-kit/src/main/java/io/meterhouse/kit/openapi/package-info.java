/** The description of the HTTP API: its files made one document, and that document as a page. */
@NullMarked
package io.meterhouse.kit.openapi;

import org.jspecify.annotations.NullMarked;
