/** The routes of ingest: media types in, answers out. */
@NullMarked
package io.meterhouse.ingest.http;

import org.jspecify.annotations.NullMarked;
