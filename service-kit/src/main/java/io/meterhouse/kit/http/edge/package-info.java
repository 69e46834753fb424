/**
 * What stands between the network and the routes: TLS, deadlines and bounds of connections,
 * requests that can be read in two ways, headers for browsers. It knows nothing of routes and
 * callers.
 */
@NullMarked
package io.meterhouse.kit.http.edge;

import org.jspecify.annotations.NullMarked;
