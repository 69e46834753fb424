package io.meterhouse.kit.http;

import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.http.error.ErrorFamily;

/** Routes of one family. A module has as many groups as it serves families. */
public interface RouteGroup {

  /** How these routes case their JSON and show their errors. */
  ErrorFamily family();

  /** Who carries out what the routes change; a group that changes something names one. */
  default Changes changes() {
    throw new IllegalStateException(getClass().getName() + " names nobody to carry out changes");
  }

  /** Adds the routes; called once, before the server listens. */
  void register(Routes routes);

  /** Routes of the commercial operations API, and ours beside it. */
  interface Operations extends RouteGroup {
    @Override
    default ErrorFamily family() {
      return ErrorFamily.OPERATIONS;
    }
  }

  /** Routes of the pricing API. */
  interface Pricing extends RouteGroup {
    @Override
    default ErrorFamily family() {
      return ErrorFamily.PRICING;
    }
  }
}
