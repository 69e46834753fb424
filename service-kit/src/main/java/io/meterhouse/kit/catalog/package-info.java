/** The catalogue of meters as every stage sees it: decoded, followed, and never behind a record. */
@NullMarked
package io.meterhouse.kit.catalog;

import org.jspecify.annotations.NullMarked;
