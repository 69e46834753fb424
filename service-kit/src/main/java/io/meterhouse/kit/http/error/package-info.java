/**
 * What a client is told when its request is not answered as asked: a closed list of codes, each
 * with its status and whose fault it is, and how an error looks in each family of the interface.
 */
@NullMarked
package io.meterhouse.kit.http.error;

import org.jspecify.annotations.NullMarked;
