/** The engines for integration tests: started once a Maven run, shared by all modules. */
@NullMarked
package io.meterhouse.local.junit;

import org.jspecify.annotations.NullMarked;
